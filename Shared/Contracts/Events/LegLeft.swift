import Vocabulary

/// A leg beyond the caller's has left a call that goes on.
public struct LegLeft: Event {
    public static let type = "media.leg-left.v1"
    public var call: CallID
    public var leg: LegID
    /// What it was there for.
    public var role: LegRole
    /// Nil for a number outside.
    public var agent: AgentID?
    /// Why, as the peer said (RFC 3326): `SIP 480`, `Q.850 16`; nil when it did not.
    public var reason: String?
    public var subject: String { call.value }

    public init(call: CallID, leg: LegID, role: LegRole, agent: AgentID?, reason: String?) {
        self.call = call
        self.leg = leg
        self.role = role
        self.agent = agent
        self.reason = reason
    }
}
