import Contracts
import Vocabulary

/// One practice call: a trainee, a simulated customer, and the same rules and helps as in a real call.
public struct Drill: Sendable {
    public let id: String
    public let pack: PackName
    private let index: GuideIndex
    private let today: String
    private var customer: SimulatedCustomer
    private var lines: [CallPicture.Line] = []
    private var words: [(party: CallContext.Line.Party, text: String)] = []

    /// - Parameters:
    ///   - intent: the topic; one of the pack's by the seed when it is nil or unknown.
    ///   - today: `yyyy-MM-dd`
    /// - Returns: nil when the pack has no topics.
    public init?(_ id: String, pack: PackName, of index: GuideIndex, intent: String?, today: String, seed: UInt64, at now: Timestamp) {
        let topics = index.guide.topics
        var random = SeededSequence(seed: seed)
        guard !topics.isEmpty else { return nil }
        let topic = topics.first { $0.intent == intent } ?? topics[random.next(below: topics.count)]
        self.id = id
        self.pack = pack
        self.index = index
        self.today = today
        customer = SimulatedCustomer(topic, rules: index.guide.rules, seed: seed)
        let opening = customer.rang()
        add(.caller, opening.text, anger: opening.anger, at: now)
    }

    /// The trainee has spoken.
    public mutating func said(_ text: String, at now: Timestamp) {
        guard customer.end == nil else { return }
        add(.agent, text, anger: nil, at: now)
        if let reply = customer.heard(text) { add(.caller, reply.text, anger: reply.anger, at: now) }
    }

    public mutating func stopped() { customer.stopped() }

    private mutating func add(_ party: CallContext.Line.Party, _ text: String, anger: Int?, at now: Timestamp) {
        words.append((party, text))
        lines.append(CallPicture.Line(id: EventID("\(id)-\(lines.count)"), at: now, party: party, text: Masked(text), anger: anger, isComplete: true))
    }

    /// What the trainee sees. Nothing in it is about a real person.
    public struct Picture: Codable, Sendable, Hashable {
        public var id: String
        public var pack: PackName
        public var intent: String
        public var gloss: String
        public var lines: [CallPicture.Line]
        public var guides: [Guide]
        public var compliance: Compliance
        /// How many of what must be asked were asked.
        public var asked: Int
        public var asks: Int
        /// Nil while it goes on.
        public var end: SimulatedCustomer.End?
        /// 0-100: the rules count for seven tenths, what was asked for two, and a customer who is calm at the end for one.
        public var score: Int
    }

    public var picture: Picture {
        let turns = words.enumerated().filter { $0.element.party == .agent }.map { Compliance.Turn(id: lines[$0.offset].id.value, text: $0.element.text) }
        let compliance = Compliance(index.guide.rules, intents: [customer.topic.intent], turns: turns)
        let heard = words.filter { $0.party == .caller }.reversed().map(\.text)
        return Picture(
            id: id, pack: pack, intent: customer.topic.intent, gloss: customer.topic.gloss, lines: lines,
            guides: index.rank(.init(heard: heard, said: turns.map(\.text), intent: customer.topic.intent, today: today)), compliance: compliance, asked: customer.answered.count,
            asks: customer.topic.asks.count, end: customer.end, score: score(compliance))
    }

    private func score(_ compliance: Compliance) -> Int {
        let asks = customer.topic.asks.count, asked = asks == 0 ? 100 : 100 * customer.answered.count / asks
        return (7 * compliance.score + 2 * asked + (100 - customer.anger)) / 10
    }
}
