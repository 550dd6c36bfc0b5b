import Vocabulary

public struct ConversationEnded: Event {
    public static let type = "speech.conversation-ended.v1"
    public enum Outcome: String, Codable, Sendable, Hashable, CaseIterable {
        /// The assistant finished what was wanted.
        case finished
        case handedOver = "handed-over"
        /// The caller left before either.
        case abandoned
        case emergency
        case failed
    }
    public var call: CallID
    public var outcome: Outcome
    public var turns: Int
    public var intents: [String]
    public var peakAnger: Int
    public var subject: String { call.value }

    public init(call: CallID, outcome: Outcome, turns: Int, intents: [String], peakAnger: Int) {
        self.call = call
        self.outcome = outcome
        self.turns = turns
        self.intents = intents
        self.peakAnger = peakAnger
    }
}
