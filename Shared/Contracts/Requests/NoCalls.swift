import Vocabulary

/// Numbers that said no: wishes they left before end here and now. A wish that such a number leaves later is its own consent to
/// that one call; nothing else rings it.
public struct RefuseCalls: Request {
    public static let name = "ticketing.refuse-calls.v1"
    public static let service = ServiceName.ticketing
    public static let callers: Set<ServiceName> = [.operator]
    public static let deadline = Duration.seconds(10)

    public var tenant: TenantID
    /// 1 to 1,000 numbers, each of 3 to 20 digits; `+`, spaces and hyphens are passed over, +86 and 0086 too.
    public var numbers: [Masked<String>]
    /// How it is known, such as `letter`, `authority`, `import`; 1 to 64 characters.
    public var source: String
    public init(tenant: TenantID, numbers: [Masked<String>], source: String) {
        self.tenant = tenant
        self.numbers = numbers
        self.source = source
    }

    public struct Answer: Codable, Sendable, Hashable {
        /// Numbers that were not on the list before.
        public var added: Int
        /// Wishes to be rung back that ended by it.
        public var ended: Int
        public init(added: Int, ended: Int) {
            self.added = added
            self.ended = ended
        }
    }
}

/// A number may be rung again. Refused with `notFound` when it is not on the list.
public struct AllowCalls: Request {
    public static let name = "ticketing.allow-calls.v1"
    public static let service = ServiceName.ticketing
    public static let callers: Set<ServiceName> = [.operator]
    public static let deadline = Duration.seconds(2)

    public var tenant: TenantID
    public var number: Masked<String>
    public init(tenant: TenantID, number: Masked<String>) {
        self.tenant = tenant
        self.number = number
    }
    public typealias Answer = Done
}

/// The numbers that are not rung, the newest first.
public struct ListNoCalls: Request {
    public static let name = "ticketing.list-no-calls.v1"
    public static let service = ServiceName.ticketing
    public static let callers: Set<ServiceName> = [.operator]
    public static let deadline = Duration.seconds(2)

    public var tenant: TenantID
    /// 1 to 1,000.
    public var limit: Int
    public init(tenant: TenantID, limit: Int = 100) {
        self.tenant = tenant
        self.limit = limit
    }

    public struct Answer: Codable, Sendable, Hashable {
        public var numbers: [NoCall]
        /// How many there are, listed or not.
        public var total: Int
        public init(numbers: [NoCall], total: Int) {
            self.numbers = numbers
            self.total = total
        }
    }
}

public struct NoCall: Codable, Sendable, Hashable {
    /// Nil of a person who was erased: the number is still not rung.
    public var number: Masked<String>?
    public var since: Timestamp
    public var source: String
    public init(number: Masked<String>?, since: Timestamp, source: String) {
        self.number = number
        self.since = since
        self.source = source
    }
}
