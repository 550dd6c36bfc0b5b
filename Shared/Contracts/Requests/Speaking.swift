import Vocabulary

/// Somebody in a call stops being heard, or is heard again: the agent who has it, a colleague, a supervisor. Each of themselves.
public struct MuteAgent: Request {
    public static let name = "routing.mute-agent.v1"
    public static let service = ServiceName.routing
    public static let callers: Set<ServiceName> = [.agentAssist]
    public static let deadline = Duration.seconds(2)

    public var call: CallID
    public var tenant: TenantID
    public var agent: AgentID
    public var isMuted: Bool

    public init(call: CallID, tenant: TenantID, agent: AgentID, isMuted: Bool) {
        self.call = call
        self.tenant = tenant
        self.agent = agent
        self.isMuted = isMuted
    }
    public typealias Answer = Done
}

/// The agent who has a call presses keys: for the caller, or for whoever is consulted at a number that answers with a menu.
public struct SendKeys: Request {
    public static let name = "routing.send-keys.v1"
    public static let service = ServiceName.routing
    public static let callers: Set<ServiceName> = [.agentAssist]
    public static let deadline = Duration.seconds(2)

    public var call: CallID
    public var tenant: TenantID
    public var agent: AgentID
    /// 1 to 32 of `0-9 * #`; they may be a password.
    public var keys: Masked<String>
    /// Whom; nil: the caller.
    public var leg: LegID?

    public init(call: CallID, tenant: TenantID, agent: AgentID, keys: Masked<String>, leg: LegID? = nil) {
        self.call = call
        self.tenant = tenant
        self.agent = agent
        self.keys = keys
        self.leg = leg
    }
    public typealias Answer = Done
}

/// Routing asks the gateway that holds a call to press keys toward a leg: telephone events (RFC 4733), or tones where its peer
/// knows none. A caller on hold is sent none.
public struct PressKeys: Request {
    public static let name = "media.press-keys.v1"
    public static let service = ServiceName.mediaGateway
    public static let callers: Set<ServiceName> = [.routing]
    public static let deadline = Duration.seconds(1)

    public var call: CallID
    /// 1 to 32 of `0-9 * #`.
    public var keys: Masked<String>
    /// Whom; nil: the caller.
    public var leg: LegID?

    public init(call: CallID, keys: Masked<String>, leg: LegID? = nil) {
        self.call = call
        self.keys = keys
        self.leg = leg
    }
    public typealias Answer = Done
}
