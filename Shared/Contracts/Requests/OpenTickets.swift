import Vocabulary

/// What is still to be done for a tenant's customers: what was prepared while nobody was there first, the oldest first, then
/// what is due soonest.
public struct ListOpenTickets: Request {
    public static let name = "ticketing.list-open-tickets.v1"
    public static let service = ServiceName.ticketing
    public static let callers: Set<ServiceName> = [.agentAssist, .operator]
    public static let deadline = Duration.seconds(2)

    public var tenant: TenantID
    /// 1 to 100.
    public var limit: Int
    public init(tenant: TenantID, limit: Int = 50) {
        self.tenant = tenant
        self.limit = limit
    }

    public struct Answer: Codable, Sendable, Hashable {
        public var tickets: [OpenTicket]
        /// How many there are, listed or not.
        public var total: Int
        public init(tickets: [OpenTicket], total: Int) {
            self.tickets = tickets
            self.total = total
        }
    }
}

/// A ticket whose work is not done. What cannot be opened any more is nil.
public struct OpenTicket: Codable, Sendable, Hashable {
    public var id: TicketID
    public var kind: String
    public var title: Masked<String>?
    public var detail: Masked<String>?
    /// Whom to ring.
    public var number: Masked<String>?
    public var customer: Masked<String>?
    public var call: CallID?
    public var state: TicketState
    /// A wish that was left at night, on the keypad or in a queue: nobody has spoken with the customer.
    public var isPrepared: Bool
    public var isUrgent: Bool
    public var isLate: Bool
    public var openedAt: Timestamp
    public var dueAt: Timestamp
    /// Of a wish to be rung back: it is made by `TakeCallBack`, in its order.
    public var callBack: CallBackPlace?

    public init(
        id: TicketID, kind: String, title: Masked<String>?, detail: Masked<String>?, number: Masked<String>?, customer: Masked<String>?, call: CallID?, state: TicketState,
        isPrepared: Bool, isUrgent: Bool, isLate: Bool, openedAt: Timestamp, dueAt: Timestamp, callBack: CallBackPlace? = nil
    ) {
        self.id = id
        self.kind = kind
        self.title = title
        self.detail = detail
        self.number = number
        self.customer = customer
        self.call = call
        self.state = state
        self.isPrepared = isPrepared
        self.isUrgent = isUrgent
        self.isLate = isLate
        self.openedAt = openedAt
        self.dueAt = dueAt
        self.callBack = callBack
    }
}

/// Somebody takes up the work of a ticket, or has done it.
///
/// Refused with `notFound` for a ticket of another tenant and with `conflict` where that step makes no sense: somebody was quicker.
public struct ChangeTicket: Request {
    public static let name = "ticketing.change-ticket.v1"
    public static let service = ServiceName.ticketing
    public static let callers: Set<ServiceName> = [.agentAssist, .operator]
    public static let deadline = Duration.seconds(2)

    public var tenant: TenantID
    public var ticket: TicketID
    public var state: TicketState
    public var agent: AgentID
    public init(tenant: TenantID, ticket: TicketID, state: TicketState, agent: AgentID) {
        self.tenant = tenant
        self.ticket = ticket
        self.state = state
        self.agent = agent
    }
    public typealias Answer = Done
}
