import Vocabulary

/// The agent's phone was answered and both parties hear each other.
public struct AgentConnected: Event {
    public static let type = "media.agent-connected.v1"
    public var call: CallID
    public var leg: LegID
    public var agent: AgentID
    public var fence: Int64
    /// For how many milliseconds the agent had heard the assistant's briefing; nil without one.
    public var briefed: Int64?
    public var subject: String { call.value }

    public init(call: CallID, leg: LegID, agent: AgentID, fence: Int64, briefed: Int64? = nil) {
        self.call = call
        self.leg = leg
        self.agent = agent
        self.fence = fence
        self.briefed = briefed
    }
}
