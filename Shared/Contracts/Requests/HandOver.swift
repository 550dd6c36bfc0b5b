import Vocabulary

/// The conversation asks for a person.
///
/// Routing answers once an agent's screen has acknowledged the context, or at once with a place in the queue when
/// nobody is idle; the ring and the bridge follow by themselves.
public struct HandOver: Request {
    public static let name = "routing.hand-over.v1"
    public static let service = ServiceName.routing
    public static let callers: Set<ServiceName> = [.speechIntent, .mediaGateway]
    public static let deadline = Duration.seconds(8)

    public var call: CallID
    public var epoch: Int
    public var reason: HandOverReason
    public var skills: [String]
    /// The conversation's revision that the screen must show.
    public var revision: Int
    /// 0 is ordinary; higher goes first.
    public var priority: Int
    public var decidedAt: Timestamp
    public var trace: TraceParent
    /// What is known of the caller; nil when nothing is.
    public var standing: CallerStanding?
    /// The queue that the pack or its scenario names; where the tenant has none of that name, the call stays in its number's.
    public var queue: QueueName?

    public init(
        call: CallID, epoch: Int, reason: HandOverReason, skills: [String], revision: Int, priority: Int, decidedAt: Timestamp, trace: TraceParent,
        standing: CallerStanding? = nil, queue: QueueName? = nil
    ) {
        self.call = call
        self.epoch = epoch
        self.reason = reason
        self.skills = skills
        self.revision = revision
        self.priority = priority
        self.decidedAt = decidedAt
        self.trace = trace
        self.standing = standing
        self.queue = queue
    }

    public enum Answer: Codable, Sendable, Hashable {
        /// The agent's screen shows the revision; the phone is about to ring.
        case acknowledged(agent: AgentID, revision: Int)
        /// The phone of somebody without a screen rings.
        case ringing(agent: AgentID)
        /// Nobody idle: the place in the queue, from 1, and how many seconds the wait is likely to last; nil when that
        /// cannot be said.
        case waiting(position: Int, seconds: Int?)
    }
}

/// Why a caller may be served sooner than others.
public struct CallerStanding: Codable, Sendable, Hashable {
    public var complains: Bool
    public var isElderly: Bool
    /// 0 is ordinary; 3 is the highest.
    public var grade: Int
    public init(complains: Bool = false, isElderly: Bool = false, grade: Int = 0) {
        self.complains = complains
        self.isElderly = isElderly
        self.grade = grade
    }
}

public enum HandOverReason: String, Codable, Sendable, Hashable, CaseIterable {
    case asked
    case anger
    case complexity
    case misunderstanding
    case noKnowledge = "no-knowledge"
    case emergency
    case actionFailed = "action-failed"
    case policy
}

/// Routing asks the desk to show a call to the agent who holds the lease; the answer is the page's own word that the
/// DOM shows it.
public struct ShowContext: Request {
    public static let name = "assist.show-context.v1"
    public static let service = ServiceName.agentAssist
    public static let callers: Set<ServiceName> = [.routing]
    public static let deadline = Duration.seconds(2)

    public var call: CallID
    public var agent: AgentID
    public var tenant: TenantID
    public var revision: Int
    public var reason: HandOverReason
    /// The lease's fencing token; a later offer carries a higher one.
    public var fence: Int64
    public var trace: TraceParent

    public init(call: CallID, agent: AgentID, tenant: TenantID, revision: Int, reason: HandOverReason, fence: Int64, trace: TraceParent) {
        self.call = call
        self.agent = agent
        self.tenant = tenant
        self.revision = revision
        self.reason = reason
        self.fence = fence
        self.trace = trace
    }

    public struct Answer: Codable, Sendable, Hashable {
        public var revision: Int
        public init(revision: Int) { self.revision = revision }
    }
}

/// The offer was revoked or has ended: the screen is cleared.
public struct WithdrawContext: Request {
    public static let name = "assist.withdraw-context.v1"
    public static let service = ServiceName.agentAssist
    public static let callers: Set<ServiceName> = [.routing]
    public static let deadline = Duration.milliseconds(500)

    public var call: CallID
    public var agent: AgentID
    public var fence: Int64
    public init(call: CallID, agent: AgentID, fence: Int64) {
        self.call = call
        self.agent = agent
        self.fence = fence
    }
    public typealias Answer = Done
}

/// Routing asks the gateway that holds the caller's leg to ring the agent and to bridge on answer.
public struct ConnectAgent: Request {
    public static let name = "media.connect-agent.v1"
    public static let service = ServiceName.mediaGateway
    public static let callers: Set<ServiceName> = [.routing]
    public static let deadline = Duration.seconds(25)

    public var call: CallID
    public var agent: AgentID
    /// The agent's address of record in the registrar: the user part.
    public var phone: String
    public var fence: Int64
    /// How long the phone rings, in seconds.
    public var ring: Int
    public var trace: TraceParent
    /// Others ring for this call at the same time: the first to pick up has it. Nil: nobody else does.
    public var group: Bool?

    public init(call: CallID, agent: AgentID, phone: String, fence: Int64, ring: Int, trace: TraceParent, group: Bool? = nil) {
        self.call = call
        self.agent = agent
        self.phone = phone
        self.fence = fence
        self.ring = ring
        self.trace = trace
        self.group = group
    }

    public enum Answer: Codable, Sendable, Hashable {
        /// Both hear each other; `leg` is the agent's.
        case connected(leg: LegID)
        case noAnswer
        case busy
        /// The phone is not registered or could not be reached.
        case unreachable
        case callerGone
        /// Others were rung for the same call, and one of them was first.
        case answeredElsewhere
    }
}

/// A person's state at the desk. `ready` takes calls.
public struct SetPresence: Request {
    public static let name = "routing.set-presence.v1"
    public static let service = ServiceName.routing
    public static let callers: Set<ServiceName> = [.agentAssist, .operator]
    public static let deadline = Duration.seconds(1)

    public var tenant: TenantID
    public var agent: AgentID
    public var presence: Presence
    public init(tenant: TenantID, agent: AgentID, presence: Presence) {
        self.tenant = tenant
        self.agent = agent
        self.presence = presence
    }
    public typealias Answer = Done
}

/// An agent needs more time for the work after a call.
///
/// Refused with `conflict` once all that the queue allows is used, and when there is no such work.
public struct ExtendWrapUp: Request {
    public static let name = "routing.extend-wrap-up.v1"
    public static let service = ServiceName.routing
    public static let callers: Set<ServiceName> = [.agentAssist]
    public static let deadline = Duration.seconds(1)

    public var tenant: TenantID
    public var agent: AgentID
    public init(tenant: TenantID, agent: AgentID) {
        self.tenant = tenant
        self.agent = agent
    }

    public struct Answer: Codable, Sendable, Hashable {
        /// When it ends now.
        public var until: Timestamp
        public init(until: Timestamp) { self.until = until }
    }
}

public enum Presence: String, Codable, Sendable, Hashable, CaseIterable {
    case offline, ready, paused
    /// Holds a lease: being offered a call or talking.
    case busy
    /// Finishing after a call.
    case wrapUp = "wrap-up"
}

/// Ends a call from the suite's side: the operator, a supervisor, Routing for a lost conversation.
public struct EndCall: Request {
    public static let name = "media.end-call.v1"
    public static let service = ServiceName.mediaGateway
    public static let callers: Set<ServiceName> = [.routing, .speechIntent, .agentAssist, .operator]
    public static let deadline = Duration.seconds(1)

    public var call: CallID
    public var reason: String
    public init(call: CallID, reason: String) {
        self.call = call
        self.reason = reason
    }
    public typealias Answer = Done
}
