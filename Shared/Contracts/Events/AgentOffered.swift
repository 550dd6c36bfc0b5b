import Vocabulary

/// An agent holds the lease on a call; the screen is being shown.
public struct AgentOffered: Event {
    public static let type = "routing.agent-offered.v1"
    public var call: CallID
    public var agent: AgentID
    public var fence: Int64
    public var expiresAt: Timestamp
    public var subject: String { call.value }

    public init(call: CallID, agent: AgentID, fence: Int64, expiresAt: Timestamp) {
        self.call = call
        self.agent = agent
        self.fence = fence
        self.expiresAt = expiresAt
    }
}
