import Contracts
import Vocabulary

/// What is worth keeping of a call, taken from its own words: a person reads and confirms it. How it is worded is the page's.
public struct CallSummary: Codable, Sendable, Hashable {
    /// What the caller wanted, in their own words.
    public var wanted: Masked<String>?
    /// What the agent promised, in order, at most four.
    public var promises: [Masked<String>]
    /// The promise that somebody must keep after the call: a call back, a visit, an answer.
    public var followUp: Masked<String>?
    /// 0-100
    public var peakAnger: Int

    private static let promiseWords = ["我来", "我帮您", "我给您", "我会", "我现在", "马上", "今天", "明天", "小时", "分钟", "之内", "以内", "登记", "安排"]
    private static let followUpWords = ["回电", "回您", "给您打", "联系您", "联系师傅", "答复", "上门", "通知您", "跟进", "催"]

    init(of opened: OpenedContext) {
        let promised = opened.turns(of: .agent).map(\.text).filter { text in (Self.promiseWords + Self.followUpWords).contains { text.contains($0) } }
        wanted = Self.wanted(opened).map { Masked($0) }
        promises = promised.suffix(4).map { Masked($0) }
        followUp = promised.last { text in Self.followUpWords.contains { text.contains($0) } }.map { Masked($0) }
        peakAnger = opened.context.lines.compactMap(\.anger).max() ?? 0
    }

    /// The turn that says most of the intent as others put it, else the first that is more than a greeting.
    private static func wanted(_ opened: OpenedContext) -> String? {
        let turns = opened.turns(of: .caller).map(\.text).filter { $0.count >= 4 }
        let topic = opened.context.intent.flatMap { intent in opened.pack?.guide.topics.first { $0.intent == intent.name } }
        guard let topic else { return turns.first }
        let known = CharacterPairs(topic.phrases.joined(separator: "\n"))
        let best = turns.enumerated().max { left, right in
            let (first, second) = (common(left.element, known), common(right.element, known))
            return (first, right.offset) < (second, left.offset)
        }
        return best.flatMap { common($0.element, known) > 0 ? $0.element : nil } ?? turns.first
    }

    private static func common(_ text: String, _ known: CharacterPairs) -> Int { CharacterPairs(text).pairs.intersection(known.pairs).count }
}
