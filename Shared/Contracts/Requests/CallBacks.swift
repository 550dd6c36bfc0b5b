import Vocabulary

/// Somebody has time to ring the next customer who wants to be rung back: who has waited longest, at permitted hours only, and
/// nobody who said no since.
///
/// Whoever has taken one gets the same again, so a lost answer or a second page takes no second. It is theirs until `until`, or
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
        case taken(CallBackToMake)
        /// Nobody may be rung now; `next` is when that may change, nil while nobody waits.
        case nobody(next: Timestamp?)
    }
}

public struct CallBackToMake: Codable, Sendable, Hashable {
    public var ticket: OpenTicket
    /// What is sent back with the outcome: a higher one was given to somebody else.
    public var fence: Int64
    public var until: Timestamp
    /// How often it was tried before, 0 at first.
    public var tries: Int

    public init(ticket: OpenTicket, fence: Int64, until: Timestamp, tries: Int) {
        self.ticket = ticket
        self.fence = fence
        self.until = until
        self.tries = tries
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
