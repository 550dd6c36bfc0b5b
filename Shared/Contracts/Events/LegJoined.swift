import Vocabulary

/// Somebody beyond caller and agent is in a call, or is there for something else from now on.
public struct LegJoined: Event {
    public static let type = "media.leg-joined.v1"
    public var call: CallID
    public var leg: LegID
    public var role: LegRole
    /// Nil for a number outside.
    public var agent: AgentID?
    public var subject: String { call.value }

    public init(call: CallID, leg: LegID, role: LegRole, agent: AgentID?) {
        self.call = call
        self.leg = leg
        self.role = role
        self.agent = agent
    }
}
