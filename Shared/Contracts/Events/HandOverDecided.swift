import Vocabulary

/// The conversation decided that a person is needed.
public struct HandOverDecided: Event {
    public static let type = "speech.hand-over-decided.v1"
    public var call: CallID
    public var revision: Int
    public var reason: HandOverReason
    /// What the agent should say first.
    public var suggestion: Sealed<String>
    public var subject: String { call.value }

    public init(call: CallID, revision: Int, reason: HandOverReason, suggestion: Sealed<String>) {
        self.call = call
        self.revision = revision
        self.reason = reason
        self.suggestion = suggestion
    }
}
