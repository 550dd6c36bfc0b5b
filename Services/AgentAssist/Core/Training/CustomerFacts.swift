import Contracts

/// Who a simulated customer is: made up, and in no one's records.
struct CustomerFacts: Sendable, Hashable {
    private let values: [String: String]

    /// By the names of slots, the words by which they are asked for.
    private static let cues: [(name: String, words: [String])] = [
        ("address", ["地址", "哪里", "哪儿", "小区", "几号楼", "门牌"]), ("phone", ["电话", "手机", "号码", "联系方式"]), ("name", ["姓名", "贵姓", "怎么称呼", "名字"]),
        ("date", ["哪天", "日期", "几号", "什么时候"]), ("time", ["几点", "时间", "上午还是下午"]), ("account", ["户号", "账号", "卡号"]), ("order", ["订单", "单号"]),
        ("since", ["几天", "多久", "什么时候开始"]), ("amount", ["多少钱", "金额"]),
    ]

    init(using random: inout SeededSequence) {
        let streets = ["和平路", "建设街", "解放路", "中山路"], surnames = ["王", "李", "张", "刘", "陈"], names = ["建国", "秀英", "志强", "丽华"]
        func digits(_ count: Int) -> String { (0..<count).map { _ in String(random.next(below: 10)) }.joined() }
        values = [
            "address": streets[random.next(below: streets.count)] + "\(1 + random.next(below: 98))号\(1 + random.next(below: 9))单元\(101 + random.next(below: 500))",
            "phone": "138" + digits(8), "name": surnames[random.next(below: surnames.count)] + names[random.next(below: names.count)], "date": ["今天", "明天", "后天"][random.next(below: 3)],
            "time": ["上午九点", "下午三点", "晚上七点"][random.next(below: 3)], "account": "20" + digits(8), "order": digits(12), "since": "\(1 + random.next(below: 6))天了",
            "amount": "\(100 + random.next(below: 900))块",
        ]
    }

    /// Whether the agent's words ask for it: by its cue words, or by much of how the pack asks for it.
    func isAsked(_ ask: PackGuide.Ask, in text: String) -> Bool {
        let words = Self.cues.first { ask.name.contains($0.name) }?.words ?? []
        return words.contains(where: text.contains) || CharacterPairs(ask.prompt).share(in: CharacterPairs(text)) >= 0.4
    }

    func answer(to ask: PackGuide.Ask) -> String {
        Self.cues.first { ask.name.contains($0.name) }.flatMap { values[$0.name] } ?? "这个我说不上来，您看着办吧"
    }
}

/// Numbers that a seed decides (SplitMix64, Steele, Lea and Flood, 2014).
struct SeededSequence: Sendable, Hashable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return bound <= 0 ? 0 : Int((value ^ (value >> 31)) % UInt64(bound))
    }

    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var result = elements
        for index in result.indices.dropFirst().reversed() { result.swapAt(index, next(below: index + 1)) }
        return result
    }
}
