import Vocabulary

/// An agent has the call.
public struct CallHandedOver: Event {
    public static let type = "routing.call-handed-over.v1"
    public var call: CallID
    public var agent: AgentID
    public var fence: Int64
    /// Queued → connected in milliseconds.
    public var waited: Int64
    public var subject: String { call.value }

    public init(call: CallID, agent: AgentID, fence: Int64, waited: Int64) {
        self.call = call
        self.agent = agent
        self.fence = fence
        self.waited = waited
    }
}
