import Vocabulary

/// The call of an agent has ended; the lease is free.
public struct HandOverFinished: Event {
    public static let type = "routing.hand-over-finished.v1"
    public var call: CallID
    public var agent: AgentID
    public var fence: Int64
    /// In milliseconds.
    public var talked: Int64
    public var subject: String { call.value }

    public init(call: CallID, agent: AgentID, fence: Int64, talked: Int64) {
        self.call = call
        self.agent = agent
        self.fence = fence
        self.talked = talked
    }
}
