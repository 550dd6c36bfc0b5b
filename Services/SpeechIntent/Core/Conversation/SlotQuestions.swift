/// The ways to ask for one thing: each in other words, none twice.
enum SlotQuestions {
    /// At least three, in the order in which they are asked: the pack's own, then an example or the choices, then plainer words.
    static func all(for slot: Slot) -> [String] {
        var questions: [String] = []
        for question in [slot.prompt] + slot.reprompts + [simpler(slot)] + plainer where !question.isEmpty && !questions.contains(question) {
            questions.append(question)
        }
        return questions
    }

    /// What may be said, by example or by name; empty when there is nothing to show.
    static func simpler(_ slot: Slot) -> String {
        switch slot.kind {
        case .choice(let choices): "您可以直接说：" + choices.map(\.label).joined(separator: "，") + "。"
        case .entity(let type): example(of: type).map { "比如您可以说：\($0)。" } ?? ""
        case .text: "您用一句话说说就行，比如出了什么情况。"
        }
    }

    private static let plainer = ["不着急，刚才问的这一项，您慢慢说，分几次说也可以。", "我还差这一项就能办了，麻烦您再说一次。"]

    private static func example(of type: EntityType) -> String? {
        switch type {
        case .address: "阳光小区三号楼二单元五零一"
        case .phone: "幺三八，零零幺三，八零零零，一位一位地说"
        case .date: "明天，或者十二月五号"
        case .time: "上午九点，或者下午两点半"
        case .amount: "一百二十块五"
        case .name: "我姓王，叫王芳"
        case .plate: "京A，一二三四五"
        case .orderNumber, .trackingNumber, .workOrder, .accountNumber, .policyNumber, .contractNumber, .ticketNumber: "把号码一位一位地念给我"
        case .area: "九十平米"
        case .temperature: "十六度"
        default: nil
        }
    }
}
