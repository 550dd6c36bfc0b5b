import Vocabulary

/// The agent who has a call gives it to somebody else.
///
/// The agent keeps the call until whoever is to have it is there or is being looked for; nothing happens when the
/// question is refused.
public struct TransferCall: Request {
    public static let name = "routing.transfer-call.v1"
    public static let service = ServiceName.routing
    public static let callers: Set<ServiceName> = [.agentAssist]
    public static let deadline = Duration.seconds(70)

    public enum Target: Codable, Sendable, Hashable {
        /// Whoever of this queue is free; when it is blind and nobody is, the caller waits there, by when the call came.
        case queue(QueueName)
        case agent(AgentID)
        /// A number of the telephone network. The agent keeps the call until it is answered.
        case outside(Masked<String>)
        /// The conversation goes on where the assistant left it. Blind only.
        case assistant
    }

    public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
        /// The agent leaves at once.
        case blind
        /// The caller hears music while the two talk; `FinishTransfer` ends that, one way or the other.
        case warm
    }

    public var call: CallID
    public var tenant: TenantID
    /// Who has the call and asks.
    public var agent: AgentID
    public var target: Target
    public var kind: Kind

    public init(call: CallID, tenant: TenantID, agent: AgentID, target: Target, kind: Kind) {
        self.call = call
        self.tenant = tenant
        self.agent = agent
        self.target = target
        self.kind = kind
    }

    public enum Answer: Codable, Sendable, Hashable {
        /// The agent is out of the call.
        case transferred
        /// The agent and whoever was asked talk; `leg` is the latter's.
        case consulting(leg: LegID)
        /// Nobody of the queue is free, or the colleague is not.
        case nobodyFree
        case noAnswer
        case busy
        /// The phone is not registered, no trunk leads outside, or no speech instance has room.
        case unreachable
        case callerGone
    }
}

/// Ends the talk of a warm transfer.
public struct FinishTransfer: Request {
    public static let name = "routing.finish-transfer.v1"
    public static let service = ServiceName.routing
    public static let callers: Set<ServiceName> = [.agentAssist]
    public static let deadline = Duration.seconds(2)

    public enum Outcome: String, Codable, Sendable, Hashable, CaseIterable {
        /// The agent leaves: the caller is taken off hold and talks to whoever was consulted.
        case complete
        /// All three talk.
        case together
        /// Whoever was consulted leaves; the caller is taken off hold.
        case cancel
    }

    public var call: CallID
    public var tenant: TenantID
    public var agent: AgentID
    public var leg: LegID
    public var outcome: Outcome

    public init(call: CallID, tenant: TenantID, agent: AgentID, leg: LegID, outcome: Outcome) {
        self.call = call
        self.tenant = tenant
        self.agent = agent
        self.leg = leg
        self.outcome = outcome
    }
    public typealias Answer = Done
}

/// The agent puts the caller on hold or takes the caller back.
public struct HoldCall: Request {
    public static let name = "routing.hold-call.v1"
    public static let service = ServiceName.routing
    public static let callers: Set<ServiceName> = [.agentAssist]
    public static let deadline = Duration.seconds(2)

    public var call: CallID
    public var tenant: TenantID
    public var agent: AgentID
    public var isHeld: Bool

    public init(call: CallID, tenant: TenantID, agent: AgentID, isHeld: Bool) {
        self.call = call
        self.tenant = tenant
        self.agent = agent
        self.isHeld = isHeld
    }
    public typealias Answer = Done
}

/// A supervisor listens to a call, helps in it, or takes it over. The first question rings the supervisor's phone.
public struct SuperviseCall: Request {
    public static let name = "routing.supervise-call.v1"
    public static let service = ServiceName.routing
    public static let callers: Set<ServiceName> = [.agentAssist]
    public static let deadline = Duration.seconds(40)

    public enum Mode: String, Codable, Sendable, Hashable, CaseIterable {
        /// Heard by nobody.
        case listen
        /// Heard by the agent alone.
        case whisper
        case join
        /// The supervisor has the call; the agent stays in it until one of the two leaves.
        case takeOver = "take-over"
        case leave
    }

    public var call: CallID
    public var tenant: TenantID
    public var supervisor: AgentID
    public var mode: Mode

    public init(call: CallID, tenant: TenantID, supervisor: AgentID, mode: Mode) {
        self.call = call
        self.tenant = tenant
        self.supervisor = supervisor
        self.mode = mode
    }

    public enum Answer: Codable, Sendable, Hashable {
        case done
        case noAnswer
        case busy
        case unreachable
        case callerGone
    }
}

/// How a tenant's queues, people and assistants stand at this moment: what a wall shows.
public struct DescribeTeam: Request {
    public static let name = "routing.describe-team.v1"
    public static let service = ServiceName.routing
    public static let callers: Set<ServiceName> = [.agentAssist, .analytics, .operator]
    public static let deadline = Duration.seconds(1)

    public var tenant: TenantID
    public init(tenant: TenantID) { self.tenant = tenant }

    public struct Queue: Codable, Sendable, Hashable {
        public var name: QueueName
        public var waiting: Int
        /// Of whoever waits longest, in milliseconds; nil when nobody does.
        public var longestWait: Int64?
        /// Members by presence.
        public var ready: Int
        public var busy: Int
        public var away: Int
        /// Mean time with a person, in milliseconds; nil before the first call.
        public var meanService: Int64?

        public init(name: QueueName, waiting: Int, longestWait: Int64?, ready: Int, busy: Int, away: Int, meanService: Int64?) {
            self.name = name
            self.waiting = waiting
            self.longestWait = longestWait
            self.ready = ready
            self.busy = busy
            self.away = away
            self.meanService = meanService
        }
    }

    public struct Person: Codable, Sendable, Hashable {
        public var agent: AgentID
        public var presence: Presence
        /// When Routing ends that presence by itself.
        public var until: Timestamp?
        public var call: CallID?
        public var queues: [QueueName]
        /// Since signing in.
        public var calls: Int
        /// With callers since signing in, in milliseconds.
        public var talked: Int64

        public init(agent: AgentID, presence: Presence, until: Timestamp? = nil, call: CallID?, queues: [QueueName], calls: Int, talked: Int64) {
            self.agent = agent
            self.presence = presence
            self.until = until
            self.call = call
            self.queues = queues
            self.calls = calls
            self.talked = talked
        }
    }

    public struct Assistant: Codable, Sendable, Hashable {
        public var instance: InstanceID
        public var calls: Int
        public var capacity: Int
        public init(instance: InstanceID, calls: Int, capacity: Int) {
            self.instance = instance
            self.calls = calls
            self.capacity = capacity
        }
    }

    /// A call that the assistant or a person has.
    public struct Call: Codable, Sendable, Hashable {
        public var call: CallID
        public var queue: QueueName
        /// Nil while the assistant has it.
        public var agent: AgentID?
        public init(call: CallID, queue: QueueName, agent: AgentID?) {
            self.call = call
            self.queue = queue
            self.agent = agent
        }
    }

    public struct Answer: Codable, Sendable, Hashable {
        public var queues: [Queue]
        /// At most 500, by name.
        public var people: [Person]
        public var assistants: [Assistant]
        /// At most 200, the newest first.
        public var calls: [Call]
        public init(queues: [Queue], people: [Person], assistants: [Assistant], calls: [Call]) {
            self.queues = queues
            self.people = people
            self.assistants = assistants
            self.calls = calls
        }
    }
}
