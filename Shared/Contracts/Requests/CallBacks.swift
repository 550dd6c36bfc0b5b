import Vocabulary

/// Somebody has time to ring the next customer who wants to be rung back: who has waited longest, at permitted hours only, and
/// nobody who said no since.
///
/// Whoever has taken one gets the same again, so a lost answer or a second page takes no second. It is theirs for half an hour, or
/// until they finish it.
public struct TakeCallBack: Request {
    public static let name = "ticketing.take-call-back.v1"
    public static let service = ServiceName.ticketing
    public static let callers: Set<ServiceName> = [.agentAssist]
    public static let deadline = Duration.seconds(2)

    public var tenant: TenantID
    public var agent: AgentID
    public init(tenant: TenantID, agent: AgentID) {
        self.tenant = tenant
        self.agent = agent
    }

    public enum Answer: Codable, Sendable, Hashable {
        /// With its place: whoever asked has it, under the fence that stands there.
        case taken(OpenTicket)
        /// Nobody may be rung now; `next` is when that may change, nil while nobody waits.
        case nobody(next: Timestamp?)
    }
}

/// How far a wish to be rung back has come.
public struct CallBackPlace: Codable, Sendable, Hashable {
    /// The first moment at which it may be tried, or tried again.
    public var notBefore: Timestamp
    /// In vain, 0 to 2.
    public var tries: Int
    /// Who has taken it, as long as the claim lasts.
    public var agent: AgentID?
    /// Sent back with the outcome: a higher one was given to somebody else.
    public var fence: Int64
    /// The end of the claim, while it lasts.
    public var until: Timestamp?
    public init(notBefore: Timestamp, tries: Int, agent: AgentID?, fence: Int64, until: Timestamp? = nil) {
        self.notBefore = notBefore
        self.tries = tries
        self.agent = agent
        self.fence = fence
        self.until = until
    }
}

public enum CallBackOutcome: String, Codable, Sendable, Hashable, CaseIterable {
    /// Spoken with.
    case reached
    /// Rung in vain: tried again later, three times in all.
    case noAnswer
    /// Not the customer's number.
    case wrongNumber
    /// Wants no more calls: every wish of this number ends, and the number goes on the list of those that are not rung.
    case refused
    /// Not tried: back to its place.
    case putBack
}

/// How a call-back that was taken came out.
///
/// Refused with `conflict` when it is somebody else's by now, and with `notFound` for a ticket that is no call-back of this tenant.
public struct FinishCallBack: Request {
    public static let name = "ticketing.finish-call-back.v1"
    public static let service = ServiceName.ticketing
    public static let callers: Set<ServiceName> = [.agentAssist]
    public static let deadline = Duration.seconds(2)

    public var tenant: TenantID
    public var ticket: TicketID
    public var agent: AgentID
    public var fence: Int64
    public var outcome: CallBackOutcome
    public init(tenant: TenantID, ticket: TicketID, agent: AgentID, fence: Int64, outcome: CallBackOutcome) {
        self.tenant = tenant
        self.ticket = ticket
        self.agent = agent
        self.fence = fence
        self.outcome = outcome
    }
    public typealias Answer = Done
}
