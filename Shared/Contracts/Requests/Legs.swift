import Vocabulary

/// What a leg beyond the caller's is there for: it decides who hears whom.
///
/// A caller on hold hears music and is heard by nobody, whatever the others may.
public enum LegRole: String, Codable, Sendable, Hashable, CaseIterable {
    /// The person who serves the caller. One at most; heard by all, hears all.
    case agent
    /// Asked by the agent or the assistant, usually while the caller is on hold; takes the agent's place when that leaves.
    /// Heard by all, hears all.
    case consulted
    /// Hears all, heard by none.
    case listening
    /// Hears all, heard by the agent alone.
    case whispering
    /// Heard by all, hears all.
    case joined
}

/// Routing asks the gateway that holds a call to ring somebody more for it: a colleague to be consulted, a supervisor.
///
/// The answer comes when the leg hears the others or cannot be; `DropLeg` of the same name ends the ringing.
public struct AddLeg: Request {
    public static let name = "media.add-leg.v1"
    public static let service = ServiceName.mediaGateway
    public static let callers: Set<ServiceName> = [.routing]
    public static let deadline = Duration.seconds(65)

    public enum Target: Codable, Sendable, Hashable {
        /// A registered phone: the user part of its address of record.
        case phone(String)
        /// A number of the telephone network, reached through a trunk.
        case outside(Masked<String>)
    }

    public var call: CallID
    /// Chosen by the asker, unique among the call's legs.
    public var leg: LegID
    public var target: Target
    /// Any but `agent`: for that there is `ConnectAgent`.
    public var role: LegRole
    /// Who that is, if it is one of our people.
    public var agent: AgentID?
    /// The lease's fencing token, where there is one; it counts once the leg is the agent's.
    public var fence: Int64?
    /// How long it rings, in seconds: 1 to 60.
    public var ring: Int
    public var trace: TraceParent

    public init(call: CallID, leg: LegID, target: Target, role: LegRole, agent: AgentID? = nil, fence: Int64? = nil, ring: Int, trace: TraceParent) {
        self.call = call
        self.leg = leg
        self.target = target
        self.role = role
        self.agent = agent
        self.fence = fence
        self.ring = ring
        self.trace = trace
    }

    public enum Answer: Codable, Sendable, Hashable {
        case connected
        case noAnswer
        case busy
        /// The phone is not registered, no trunk leads outside, or it could not be reached.
        case unreachable
        case callerGone
        /// `DropLeg` ended the ringing.
        case dropped
    }
}

/// Changes what a leg is there for, or whether it is heard.
///
/// A leg that becomes the `agent`'s takes the place of the present one, which then is `joined`: so a supervisor takes a
/// call over. Speech is told that a person serves the caller.
public struct SetLeg: Request {
    public static let name = "media.set-leg.v1"
    public static let service = ServiceName.mediaGateway
    public static let callers: Set<ServiceName> = [.routing]
    public static let deadline = Duration.seconds(1)

    public var call: CallID
    public var leg: LegID
    /// Nil: as it is.
    public var role: LegRole?
    /// Heard by nobody, though the role would let it. Nil: as it is.
    public var muted: Bool?
    /// The lease's fencing token of a leg that becomes the agent's.
    public var fence: Int64?

    public init(call: CallID, leg: LegID, role: LegRole? = nil, muted: Bool? = nil, fence: Int64? = nil) {
        self.call = call
        self.leg = leg
        self.role = role
        self.muted = muted
        self.fence = fence
    }
    public typealias Answer = Done
}

/// Hangs up a leg, or ends its ringing. When the agent's leg goes, whoever was consulted is the agent from then on, else
/// whoever joined; a caller on hold is taken back.
public struct DropLeg: Request {
    public static let name = "media.drop-leg.v1"
    public static let service = ServiceName.mediaGateway
    public static let callers: Set<ServiceName> = [.routing]
    public static let deadline = Duration.seconds(1)

    /// What becomes of a caller whom nobody serves any more.
    public enum Alone: String, Codable, Sendable, Hashable {
        /// The call ends.
        case ends
        /// The caller hears that somebody is looked for, until Routing connects an agent or hands the call back.
        case waits
    }

    public var call: CallID
    public var leg: LegID
    public var alone: Alone

    public init(call: CallID, leg: LegID, alone: Alone = .ends) {
        self.call = call
        self.leg = leg
        self.alone = alone
    }
    public typealias Answer = Done
}

/// Puts the caller on hold, or takes the caller back. On hold the caller hears music and is neither heard nor recognised;
/// the agent and whoever was consulted hear each other, and the assistant if it still has the call.
public struct HoldCaller: Request {
    public static let name = "media.hold-caller.v1"
    public static let service = ServiceName.mediaGateway
    public static let callers: Set<ServiceName> = [.routing]
    public static let deadline = Duration.seconds(1)

    public var call: CallID
    public var isHeld: Bool

    public init(call: CallID, isHeld: Bool) {
        self.call = call
        self.isHeld = isHeld
    }
    public typealias Answer = Done
}

/// Gives a call that a person has, or that waits for one, back to the assistant: its conversation resumes from the last
/// committed turn under a higher epoch.
///
/// Answered once speech has the call; only then the agent's leg is dropped, so that a caller never loses both. When no
/// speech instance takes it the agent keeps the call and the request fails with `unavailable`.
public struct HandBack: Request {
    public static let name = "media.hand-back.v1"
    public static let service = ServiceName.mediaGateway
    public static let callers: Set<ServiceName> = [.routing]
    public static let deadline = Duration.seconds(4)

    public var call: CallID
    /// Whom the call is given to.
    public var speech: InstanceID
    /// Higher than the call's last.
    public var epoch: Int
    public var tenant: TenantID
    public var pack: PackName
    public var queue: QueueName
    public var trace: TraceParent

    public init(call: CallID, speech: InstanceID, epoch: Int, tenant: TenantID, pack: PackName, queue: QueueName, trace: TraceParent) {
        self.call = call
        self.speech = speech
        self.epoch = epoch
        self.tenant = tenant
        self.pack = pack
        self.queue = queue
        self.trace = trace
    }
    public typealias Answer = Done
}
