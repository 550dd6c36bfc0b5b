import Vocabulary

/// A business action of a conversation was carried out, or was not.
public struct ActionPerformed: Event {
    public static let type = "ticketing.action-performed.v1"
    public var call: CallID?
    public var action: String
    /// `done`, `not-found`, `refused`
    public var outcome: String
    public var ticket: TicketID?
    public var key: String
    public var subject: String { call?.value ?? key }

    public init(call: CallID?, action: String, outcome: String, ticket: TicketID?, key: String) {
        self.call = call
        self.action = action
        self.outcome = outcome
        self.ticket = ticket
        self.key = key
    }
}
