import Vocabulary

/// Somebody in a call is heard by nobody from now on, or is heard again.
public struct LegMuted: Event {
    public static let type = "media.leg-muted.v1"
    public var call: CallID
    public var leg: LegID
    /// Nil for a number outside.
    public var agent: AgentID?
    public var isMuted: Bool
    public var subject: String { call.value }

    public init(call: CallID, leg: LegID, agent: AgentID?, isMuted: Bool) {
        self.call = call
        self.leg = leg
        self.agent = agent
        self.isMuted = isMuted
    }
}
