import Contracts
import SpeechIntentCore
import Vocabulary

/// A conversation in writing on this instance.
struct LiveText {
    let header: CallHeader
    let industry: Industry
    var talk: TextConversation
    let facts: AsyncStream<FactWriter.Entry>.Continuation
    var usedAt: Instant
    /// A turn is being answered.
    var isBusy = true
    var isOver = false
    private var revision = 0
    /// Of the turn being answered.
    private var said: [String] = []
    private var isHandedOver = false

    /// Without a turn for so long it is over.
    static let patience = Duration.seconds(1800)
    /// Of a text so much is read.
    static let longest = 10_000

    init(_ header: CallHeader, _ industry: Industry, _ talk: TextConversation, facts: AsyncStream<FactWriter.Entry>.Continuation, at now: Instant) {
        self.header = header
        self.industry = industry
        self.talk = talk
        self.facts = facts
        usedAt = now
    }

    mutating func say(_ words: String) { said.append(words) }
    mutating func handOver() { isHandedOver = true }

    mutating func record(_ fact: ConversationFact, at now: Timestamp) -> Bool {
        revision += 1
        let entry = FactWriter.Entry(fact: fact, revision: revision, latency: nil, customer: talk.conversation.state.customer?.id, at: now)
        if case .dropped = facts.yield(entry) { return false }
        return true
    }

    /// All that this turn led to.
    mutating func answer() -> TextTurn.Answer {
        defer { (said, isHandedOver) = ([], false) }
        return TextTurn.Answer(said: said.map { Masked($0) }, handedOver: isHandedOver, ended: isOver)
    }
}
