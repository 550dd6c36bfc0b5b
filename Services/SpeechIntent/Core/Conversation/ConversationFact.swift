import Contracts
import Vocabulary

/// What is kept of a conversation. Texts are clear here; whoever stores them seals them.
public enum ConversationFact: Equatable, Sendable {
    case started(customer: CustomerID?)
    case utterance(TranscriptLine.Speaker, HeardUtterance)
    case decision(Decision)
    /// Of the assistant's words, those that were played.
    case spoke(generation: UInt32, text: String, isComplete: Bool, played: Duration)
    case handOverDecided(HandOverReason, suggestion: String)
    case handOverAcknowledged(AgentID, revision: Int, latency: Duration)
    case ended(Ending)
}

/// What was made of an utterance, and why.
public struct Decision: Equatable, Sendable {
    public enum Action: String, Sendable, CaseIterable {
        case answer, ask, confirm, act, repair, handOver = "hand-over", verify, emergency, close, compare
    }
    public var action: Action
    public var intent: String
    public var confidence: Double
    public var inScope: Double
    public var alternatives: [Understood.Alternative]
    public var threshold: Double
    /// `id@version` of every article that was spoken.
    public var passages: [String] = []
    public var complexity: Double
    /// In English, without personal data.
    public var reason: String
    /// The revision of the utterance that was heard; nil when something else led to it.
    public var utterance: Int?
    /// What was said for it; nil: nothing.
    public var generation: UInt32?
    /// Of the scenario; nil when there is none.
    public var rollout: String?
    /// The language model that worded it, and the hash of its prompt.
    public var model: String?
    public var prompt: String?
    /// How much of the assistant's draft the person said, 0-1.
    public var agreement: Double?
}

/// How a conversation ended.
public struct Ending: Equatable, Sendable {
    public var outcome: ConversationEnded.Outcome
    public var turns: Int
    public var intents: [String]
    public var peakAnger: Int
}
