import Vocabulary

public struct TicketChanged: Event {
    public static let type = "ticketing.ticket-changed.v1"
    public var ticket: TicketID
    public var state: TicketState
    /// Who changed it: a service or an agent.
    public var by: String
    /// The clock has run out.
    public var breached: Bool
    public var subject: String { ticket.value }

    public init(ticket: TicketID, state: TicketState, by: String, breached: Bool) {
        self.ticket = ticket
        self.state = state
        self.by = by
        self.breached = breached
    }
}
