/// What a caller says beside the matter: it wants a word and changes nothing.
enum Aside: Equatable {
    /// "等一下": about to look, or to ask somebody.
    case hold
    /// "好了", after that.
    case back
    /// "你说什么", "再说一遍"
    case again
    /// "你是机器人吗"
    case who
    /// "听得见吗"
    case audible
    case hello

    /// Nil when the words are about the matter. Long sentences are.
    /// - Parameter isHolding: the caller has just asked for a moment.
    init?(in text: String, isHolding: Bool = false) {
        let words = text.filter { $0.isLetter || $0.isNumber }
        func says(_ list: [String]) -> Bool { list.contains(where: words.contains) }
        guard !words.isEmpty, words.count <= 12 else { return nil }
        if isHolding, Self.backs.contains(words) { self = .back; return }
        if says(Self.whos), !says(Self.wishes) { self = .who; return }
        if says(Self.hearings) { self = .audible; return }
        if words.count <= 10, says(Self.holds) || Self.looks.contains(where: words.hasSuffix), !says(Self.waits), !Self.corrects(text) { self = .hold; return }
        if Self.whats.contains(words) || (says(Self.agains) && !says(Self.wishes)) { self = .again; return }
        guard Self.isHello(words) else { return nil }
        self = .hello
    }

    private static let whos = ["你是谁", "你是哪位", "你叫什么", "是机器人", "是人还是", "是真人", "是不是人", "是不是真人", "你是人吗", "是不是骗子", "是诈骗", "是不是机器"]
    /// Whoever says these wants a person, whatever was asked before.
    private static let wishes = ["转", "找", "换", "要人工", "要真人", "接人工", "不要机器"]
    private static let hearings = ["听得见吗", "听得到吗", "能听见吗", "能听到吗", "听见了吗", "听得清吗"]
    private static let holds = ["等一下", "等下", "等一等", "等等", "稍等", "等会", "想一下", "想一想", "我去拿", "等我", "先别挂", "别挂"]
    /// At the end: "我看看物流" is a request.
    private static let looks = ["我看看", "我看一下", "我找找", "我找一下", "我问问", "我问一下", "我查一下", "我想想"]
    /// Complaints and questions about waiting ask for no moment.
    private static let waits = ["多久", "还要", "还得", "不想等", "不等", "几天", "好久", "半天", "什么时候", "等了", "下午"]
    private static let agains = [
        "再说一遍", "再说一次", "再说一下", "再讲一遍", "再讲一次", "再报一遍", "重复一", "你说什么", "您说什么", "你说啥", "说的什么", "没听清", "没听见", "没听到", "听不清", "听不见", "没听明白", "刚才说什么",
        "刚说什么", "刚才说啥", "什么意思", "啥意思",
    ]
    private static let whats: Set<String> = ["什么", "啥", "啊什么", "哈", "啊啥", "什么什么", "嗯什么"]
    private static let backs: Set<String> = ["好了", "好", "好的", "行了", "可以了", "看好了", "找到了", "回来了", "我回来了", "来了", "我好了", "喂", "你说", "说吧", "继续", "你继续", "在", "嗯", "嗯好了", "好了你说"]

    /// "等一下，换成后天" is about the matter; "不对，等一下" is not yet.
    private static func corrects(_ text: String) -> Bool {
        Correction(in: text).map { correction in !holds.contains(where: correction.right.contains) } ?? false
    }

    private static func isHello(_ words: String) -> Bool {
        var rest = words[...]
        while let hello = ["喂", "你好", "您好", "哎", "嗯", "在吗", "有人吗", "哈喽", "啊"].first(where: rest.hasPrefix) { rest.removeFirst(hello.count) }
        return rest.isEmpty
    }
}
