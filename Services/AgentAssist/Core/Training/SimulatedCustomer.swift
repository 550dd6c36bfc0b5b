import Contracts

/// A customer made of a pack's topic, for practice: says what callers of this topic say, answers what is asked, calms down
/// when soothed, does not let an empty promise pass, and hangs up when nothing helps.
///
/// Without time or chance of its own: the seed decides.
public struct SimulatedCustomer: Sendable, Hashable {
    /// What is said, and in what mood: anger 0-100.
    public struct Reply: Sendable, Hashable {
        public var text: String
        public var anger: Int
    }

    public enum End: String, Codable, Sendable, Hashable {
        /// Everything was asked and the agent closed the call.
        case satisfied
        /// Too angry to go on.
        case hungUp = "hung-up"
        /// The agent talked for too long without coming to an end.
        case tired
        /// The trainee stopped.
        case stopped
    }

    public let topic: PackGuide.Topic
    private let rules: [PackGuide.Rule]
    private let facts: CustomerFacts
    private var random: SeededSequence
    private var phrases: [String]
    /// What must be asked and has been answered.
    public private(set) var answered: Set<String> = []
    public private(set) var anger: Int
    public private(set) var end: End?
    private var turns = 0

    /// So many turns of the agent are enough for any topic.
    static let patience = 20

    /// - Parameters:
    ///   - rules: of the pack; a forbidden sentence makes this customer angrier.
    ///   - seed: the same seed is the same customer.
    public init(_ topic: PackGuide.Topic, rules: [PackGuide.Rule], seed: UInt64) {
        self.topic = topic
        self.rules = rules
        random = SeededSequence(seed: seed)
        facts = CustomerFacts(using: &random)
        anger = random.next(below: 5) * 20
        phrases = random.shuffled(topic.phrases)
    }

    /// The first words.
    public mutating func rang() -> Reply {
        let opening = phrases.isEmpty ? topic.gloss : phrases.removeLast()
        return reply(anger >= 60 ? "喂，" + opening + "，怎么还没人管！" : opening)
    }

    /// The agent has spoken.
    /// - Returns: what the customer says; nil when the call was over before.
    public mutating func heard(_ text: String) -> Reply? {
        guard end == nil else { return nil }
        turns += 1
        soothe(text)
        if let pressed = press(text) { return pressed }
        let answers = self.answers(to: text)
        if !answers.isEmpty { return reply(answers.joined(separator: "，") + "。") }
        if Self.closings.contains(where: text.contains) { return close() }
        if turns >= Self.patience { return finish(.tired, "算了，我回头再打吧。") }
        return wait()
    }

    public mutating func stopped() { end = end ?? .stopped }

    // MARK: How it goes

    private static let soothing = ["抱歉", "对不起", "理解您", "不好意思", "让您久等", "您别着急", "道歉"]
    private static let closings = ["还有什么", "还有其他", "还有别的", "再见", "祝您"]

    private mutating func soothe(_ text: String) {
        if Self.soothing.contains(where: text.contains) { anger = max(0, anger - 25) }
    }

    private mutating func press(_ text: String) -> Reply? {
        let broken = Compliance(rules.filter { $0.kind == .mustNotSay }, intents: [topic.intent], turns: [.init(id: "", text: text)]).findings.contains { $0.state == .broken }
        guard broken else { return nil }
        anger = min(100, anger + 25)
        return anger >= 100 ? finish(.hungUp, "你们就会说这种话，我要投诉！") : reply("您这么说我可不信，上次也是这么说的。")
    }

    private mutating func answers(to text: String) -> [String] {
        let asked = topic.asks.filter { facts.isAsked($0, in: text) }
        for ask in asked { answered.insert(ask.name) }
        return asked.map { ask in ask.choices.isEmpty ? facts.answer(to: ask) : ask.choices[random.next(below: ask.choices.count)] }
    }

    private mutating func close() -> Reply {
        let isOpen = topic.asks.contains { !answered.contains($0.name) }
        guard isOpen, turns < 4 else { return finish(.satisfied, anger >= 60 ? "行吧，就这样。" : "没有了，谢谢你。") }
        anger = min(100, anger + 10)
        return reply("等等，我的事情你都没问清楚呢。")
    }

    /// Nothing was asked: the matter is put in other words, and a customer who is not calmed gets angrier.
    private mutating func wait() -> Reply {
        if turns > 2 { anger = min(100, anger + 5) }
        if anger >= 100 { return finish(.hungUp, "跟你说不清楚，我不说了！") }
        guard turns % 2 == 1, !phrases.isEmpty else { return reply(anger >= 60 ? "那你到底能不能办？" : "嗯，然后呢？") }
        return reply(phrases.removeLast())
    }

    private mutating func finish(_ end: End, _ text: String) -> Reply {
        self.end = end
        return reply(text)
    }

    private func reply(_ text: String) -> Reply { Reply(text: text, anger: anger) }
}
