import Vocabulary

public struct TicketOpened: Event {
    public static let type = "ticketing.ticket-opened.v1"
    public var ticket: TicketID
    public var kind: String
    public var call: CallID?
    public var customer: CustomerID?
    public var title: Sealed<String>
    /// SLA: when it must be resolved.
    public var dueAt: Timestamp?
    public var subject: String { ticket.value }

    public init(ticket: TicketID, kind: String, call: CallID?, customer: CustomerID?, title: Sealed<String>, dueAt: Timestamp?) {
        self.ticket = ticket
        self.kind = kind
        self.call = call
        self.customer = customer
        self.title = title
        self.dueAt = dueAt
    }
}
