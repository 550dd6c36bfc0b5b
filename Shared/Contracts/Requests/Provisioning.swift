import Vocabulary

/// The operator gives a dialled number its tenant, pack, hours and queue; asked again, it replaces.
public struct PutNumber: Request {
    public static let name = "routing.put-number.v1"
    public static let service = ServiceName.routing
    public static let callers: Set<ServiceName> = [.operator]
    public static let deadline = Duration.seconds(2)

    public var number: NumberPlan
    public init(number: NumberPlan) { self.number = number }
    public typealias Answer = Done
}

public struct NumberPlan: Codable, Sendable, Hashable {
    public var number: String
    public var tenant: TenantID
    public var pack: PackName
    public var queue: QueueName
    /// Hours in which people answer, local time: `HH:mm-HH:mm`, or `workdays HH:mm-HH:mm, restdays HH:mm-HH:mm`; the assistant
    /// answers always.
    public var hours: String
    public init(number: String, tenant: TenantID, pack: PackName, queue: QueueName, hours: String) {
        self.number = number
        self.tenant = tenant
        self.pack = pack
        self.queue = queue
        self.hours = hours
    }
}

/// The operator makes or replaces a queue and says who serves it.
public struct PutQueue: Request {
    public static let name = "routing.put-queue.v1"
    public static let service = ServiceName.routing
    public static let callers: Set<ServiceName> = [.operator]
    public static let deadline = Duration.seconds(2)

    public var queue: QueuePlan
    public init(queue: QueuePlan) { self.queue = queue }
    public typealias Answer = Done
}

public struct QueuePlan: Codable, Sendable, Hashable {
    public var tenant: TenantID
    public var name: QueueName
    /// In the order in which `topDown` and `roundRobin` ask.
    public var members: [Member]
    /// Nil in a request: the queue keeps the rules it has.
    public var rules: QueueRules?
    public init(tenant: TenantID, name: QueueName, members: [Member], rules: QueueRules? = nil) {
        self.tenant = tenant
        self.name = name
        self.members = members
        self.rules = rules
    }

    public struct Member: Codable, Sendable, Hashable {
        public var agent: AgentID
        public var skills: [String]
        /// The user part of the agent's phone in the registrar.
        public var phone: String
        /// How well, from 1 to 9, where it is not 1.
        public var levels: [String: Int]?
        /// There is no desk: nothing is shown, and awaited, before the phone rings.
        public var phoneOnly: Bool?
        public init(agent: AgentID, skills: [String], phone: String, levels: [String: Int]? = nil, phoneOnly: Bool? = nil) {
            self.agent = agent
            self.skills = skills
            self.phone = phone
            self.levels = levels
            self.phoneOnly = phoneOnly
        }

        /// Every skill with its level.
        public var skillLevels: [String: Int] {
            Dictionary(skills.map { ($0, levels?[$0] ?? 1) }) { first, _ in first }
        }
    }
}

/// What is provisioned, and what waits: for `hotline numbers` and `hotline queues`.
public struct ListPlans: Request {
    public static let name = "routing.list-plans.v1"
    public static let service = ServiceName.routing
    public static let callers: Set<ServiceName> = [.operator, .agentAssist]
    public static let deadline = Duration.seconds(2)

    public init() {}
    public struct Answer: Codable, Sendable, Hashable {
        public var numbers: [NumberPlan]
        public var queues: [QueueState]
        public init(numbers: [NumberPlan], queues: [QueueState]) {
            self.numbers = numbers
            self.queues = queues
        }
    }
    public struct QueueState: Codable, Sendable, Hashable {
        public var plan: QueuePlan
        public var waiting: Int
        public var presence: [AgentID: Presence]
        /// How many seconds somebody who comes now is likely to wait; nil when that cannot be said.
        public var wait: Int?
        public init(plan: QueuePlan, waiting: Int, presence: [AgentID: Presence], wait: Int? = nil) {
            self.plan = plan
            self.waiting = waiting
            self.presence = presence
            self.wait = wait
        }
    }
}

/// Customers, accounts, bills and parcels for the demonstration's own business system; replaces what had the same key.
public struct PutDemoRecords: Request {
    public static let name = "ticketing.put-demo-records.v1"
    public static let service = ServiceName.ticketing
    public static let callers: Set<ServiceName> = [.operator]
    public static let deadline = Duration.seconds(5)

    public var tenant: TenantID
    public var customers: [DemoCustomer]
    public init(tenant: TenantID, customers: [DemoCustomer]) {
        self.tenant = tenant
        self.customers = customers
    }
    public typealias Answer = Done
}

public struct DemoCustomer: Codable, Sendable, Hashable {
    public var number: Masked<String>
    public var name: Masked<String>
    public var address: Masked<String>
    /// Heating account and what is due on it in fen.
    public var account: Masked<String>?
    public var due: Int?
    public var parcels: [DemoParcel]
    public init(number: Masked<String>, name: Masked<String>, address: Masked<String>, account: Masked<String>?, due: Int?, parcels: [DemoParcel]) {
        self.number = number
        self.name = name
        self.address = address
        self.account = account
        self.due = due
        self.parcels = parcels
    }
}

public struct DemoParcel: Codable, Sendable, Hashable {
    public var order: Masked<String>
    public var tracking: Masked<String>
    public var goods: String
    /// `packed`, `in-transit`, `out-for-delivery`, `delivered`
    public var state: String
    /// Where it was last seen.
    public var place: String
    public var expected: String
    public init(order: Masked<String>, tracking: Masked<String>, goods: String, state: String, place: String, expected: String) {
        self.order = order
        self.tracking = tracking
        self.goods = goods
        self.state = state
        self.place = place
        self.expected = expected
    }
}
