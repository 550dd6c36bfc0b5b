import Vocabulary

/// A call that an agent placed to a customer came to talk, or to nothing. Only of one that talks the other facts of a call follow.
public struct CallPlaced: Event {
    public static let type = "media.call-placed.v1"
    public var call: CallID
    public var agent: AgentID
    /// The call-back that it was for.
    public var ticket: TicketID
    public var outcome: PlacedOutcome
    /// How long the customer's phone was tried, in milliseconds; nil when it was not.
    public var rang: Int64?
    /// In the network's words: `Q.850 17`, `SIP 486`; nil when it said nothing.
    public var reason: String?
    public var subject: String { call.value }

    public init(call: CallID, agent: AgentID, ticket: TicketID, outcome: PlacedOutcome, rang: Int64?, reason: String?) {
        self.call = call
        self.agent = agent
        self.ticket = ticket
        self.outcome = outcome
        self.rang = rang
        self.reason = reason
    }
}
