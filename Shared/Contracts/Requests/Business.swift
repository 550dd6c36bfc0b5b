import Vocabulary

/// Who is calling, by number.
public struct FindCustomer: Request {
    public static let name = "ticketing.find-customer.v1"
    public static let service = ServiceName.ticketing
    public static let callers: Set<ServiceName> = [.speechIntent, .agentAssist, .operator]
    public static let deadline = Duration.milliseconds(500)

    public var tenant: TenantID
    public var number: Masked<String>
    public init(tenant: TenantID, number: Masked<String>) {
        self.tenant = tenant
        self.number = number
    }

    public struct Answer: Codable, Sendable, Hashable {
        /// Nil when the number is nobody's.
        public var customer: CustomerCard?
        public init(customer: CustomerCard?) { self.customer = customer }
    }
}

/// What the desk and the conversation may know of a customer; personal, so masked.
public struct CustomerCard: Codable, Sendable, Hashable {
    public var id: CustomerID
    public var name: Masked<String>
    public var address: Masked<String>?
    public var accounts: [Masked<String>]
    /// Latest first, at most 10.
    public var tickets: [TicketCard]
    public init(id: CustomerID, name: Masked<String>, address: Masked<String>?, accounts: [Masked<String>], tickets: [TicketCard]) {
        self.id = id
        self.name = name
        self.address = address
        self.accounts = accounts
        self.tickets = tickets
    }
}

public struct TicketCard: Codable, Sendable, Hashable {
    public var id: TicketID
    /// What kind of work: `heating.repair`.
    public var kind: String
    public var title: String
    public var state: TicketState
    public var openedAt: Timestamp
    public var dueAt: Timestamp?
    public init(id: TicketID, kind: String, title: String, state: TicketState, openedAt: Timestamp, dueAt: Timestamp?) {
        self.id = id
        self.kind = kind
        self.title = title
        self.state = state
        self.openedAt = openedAt
        self.dueAt = dueAt
    }
}

public enum TicketState: String, Codable, Sendable, Hashable, CaseIterable {
    case open, dispatched, resolved, closed, cancelled
}

/// A business action or look-up through the company's systems: `heating.bill`, `heating.book-repair`, `ecommerce.parcel`.
///
/// The same key gives the same outcome for ever, however often it is asked.
public struct PerformAction: Request {
    public static let name = "ticketing.perform-action.v1"
    public static let service = ServiceName.ticketing
    public static let callers: Set<ServiceName> = [.speechIntent, .agentAssist, .operator]
    public static let deadline = Duration.seconds(3)

    /// Idempotency key: `<call>/<turn>/<action>`.
    public var key: String
    public var tenant: TenantID
    public var call: CallID?
    public var customer: CustomerID?
    /// The number shown, for actions that look up by number.
    public var caller: Masked<String>?
    public var action: String
    /// Slot values, normalised: `address`, `date` as yyyy-MM-dd, `time` as HH:mm, `amount` in fen.
    public var parameters: [String: Masked<String>]
    public var trace: TraceParent

    public init(
        key: String, tenant: TenantID, call: CallID?, customer: CustomerID?, caller: Masked<String>?, action: String,
        parameters: [String: Masked<String>], trace: TraceParent
    ) {
        self.key = key
        self.tenant = tenant
        self.call = call
        self.customer = customer
        self.caller = caller
        self.action = action
        self.parameters = parameters
        self.trace = trace
    }

    public struct Answer: Codable, Sendable, Hashable {
        public enum Outcome: String, Codable, Sendable { case done, notFound = "not-found", refused }
        public var outcome: Outcome
        /// What the pack's wording may speak: `amount` in fen, `date`, `status`, `ticket`.
        public var values: [String: Masked<String>]
        public var ticket: TicketID?
        public init(outcome: Outcome, values: [String: Masked<String>], ticket: TicketID?) {
            self.outcome = outcome
            self.values = values
            self.ticket = ticket
        }
    }
}
