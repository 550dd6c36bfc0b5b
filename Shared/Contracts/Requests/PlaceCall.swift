import Vocabulary

/// Why somebody is rung: a call-back that the agent has taken (`TakeCallBack`). Whether the customer may be rung at all, and at this
/// hour, was decided when it was taken; nothing is rung without it.
public struct CallBackClaim: Codable, Sendable, Hashable {
    public var ticket: TicketID
    /// Under which the agent has it: 1 or more.
    public var fence: Int64
    /// Nobody's phone begins to ring after this.
    public var until: Timestamp

    /// Longer than any claim lasts.
    public static let longest = Duration.seconds(3600)

    public init(ticket: TicketID, fence: Int64, until: Timestamp) {
        self.ticket = ticket
        self.fence = fence
        self.until = until
    }

    /// - Throws: `invalid` when it is no claim, `stale` when it has lapsed.
    public func check(at now: Timestamp) throws(RequestFailure) {
        guard !ticket.value.isEmpty, fence > 0 else { throw RequestFailure(.invalid, "a customer is rung for a call-back that was taken: ask for ticketing.take-call-back.v1 first") }
        guard now < until else { throw RequestFailure(.stale, "the claim on this call-back has lapsed; take it again") }
        guard until - now <= Self.longest else { throw RequestFailure(.invalid, "a claim on a call-back lasts \(Self.longest) at most") }
    }
}

/// The agent at the desk rings a customer back: the agent's own phone rings first, then the customer's.
///
/// The agent is busy from now on as with any call. Answered once the two talk or it has come to nothing; `media.call-placed.v1`
/// says the same to everybody else. Refused with `conflict` when the agent is not ready, `notFound` when the number shown is none of the
/// tenant's, `stale` when the claim has lapsed, `unavailable` when no gateway takes calls.
public struct PlaceCall: Request {
    public static let name = "routing.place-call.v1"
    public static let service = ServiceName.routing
    public static let callers: Set<ServiceName> = [.agentAssist]
    public static let deadline = Duration.seconds(105)

    public var tenant: TenantID
    public var agent: AgentID
    /// Whom: digits, with a leading + or without.
    public var number: Masked<String>
    /// A dialled number of the tenant's: what the customer sees, neither altered nor withheld; its queue is the call's. Nil: one whose
    /// queue the agent works in, else any.
    public var shown: String?
    public var claim: CallBackClaim

    public init(tenant: TenantID, agent: AgentID, number: Masked<String>, shown: String?, claim: CallBackClaim) {
        self.tenant = tenant
        self.agent = agent
        self.number = number
        self.shown = shown
        self.claim = claim
    }

    public struct Answer: Codable, Sendable, Hashable {
        public var call: CallID
        public var outcome: PlacedOutcome
        /// Why it came to nothing, in the network's words: `Q.850 17`, `SIP 486`; nil when it said nothing.
        public var reason: String?
        public init(call: CallID, outcome: PlacedOutcome, reason: String? = nil) {
            self.call = call
            self.outcome = outcome
            self.reason = reason
        }
    }
}

/// What became of a call that we placed.
public enum PlacedOutcome: String, Codable, Sendable, Hashable, CaseIterable {
    /// Agent and customer hear each other.
    case talking

    // The agent's side: the customer was not reached because of us.
    case agentNoAnswer = "agent-no-answer"
    case agentBusy = "agent-busy"
    /// The agent's phone is not registered, or cannot be reached.
    case agentUnreachable = "agent-unreachable"
    /// The agent hung up before the customer answered.
    case agentHungUp = "agent-hung-up"

    // The customer's side.
    case busy
    case noAnswer = "no-answer"
    case refused
    /// There is no such number.
    case unknownNumber = "unknown-number"
    /// The network could not reach the customer.
    case unreachable

    /// No trunk leads outside, or each has as many calls as it may.
    case noTrunk = "no-trunk"
    /// The suite ended it: a drain, an operator.
    case ended

    /// Whether the customer's phone may have rung.
    public var triedCustomer: Bool {
        switch self {
        case .talking, .agentHungUp, .busy, .noAnswer, .refused, .unknownNumber, .unreachable, .ended: true
        case .agentNoAnswer, .agentBusy, .agentUnreachable, .noTrunk: false
        }
    }
}

/// Routing, which has leased the agent, asks a gateway to ring the agent and then the customer.
///
/// Refused with `unavailable` by a gateway that drains, `overloaded` by one that is full; nothing has rung then. Whoever is to be
/// rung is not looked up here: the request says it all.
public struct OriginateCall: Request {
    public static let name = "media.originate-call.v1"
    public static let service = ServiceName.mediaGateway
    public static let callers: Set<ServiceName> = [.routing]
    public static let deadline = Duration.seconds(100)

    /// Chosen by the asker, who knows the call already.
    public var call: CallID
    public var tenant: TenantID
    public var agent: AgentID
    /// The agent's address of record: the user part.
    public var phone: String
    /// The lease's fencing token.
    public var fence: Int64
    public var number: Masked<String>
    /// The number of ours that the customer sees.
    public var shown: String
    public var claim: CallBackClaim
    /// How long the agent's phone rings, in seconds: 1 to 30.
    public var agentRing: Int
    /// How long the customer's does: 1 to 60.
    public var customerRing: Int
    public var trace: TraceParent

    public init(
        call: CallID, tenant: TenantID, agent: AgentID, phone: String, fence: Int64, number: Masked<String>, shown: String, claim: CallBackClaim,
        agentRing: Int, customerRing: Int, trace: TraceParent
    ) {
        self.call = call
        self.tenant = tenant
        self.agent = agent
        self.phone = phone
        self.fence = fence
        self.number = number
        self.shown = shown
        self.claim = claim
        self.agentRing = agentRing
        self.customerRing = customerRing
        self.trace = trace
    }

    public struct Answer: Codable, Sendable, Hashable {
        public var outcome: PlacedOutcome
        public var reason: String?
        /// The agent's, once they talk.
        public var leg: LegID?
        public init(outcome: PlacedOutcome, reason: String? = nil, leg: LegID? = nil) {
            self.outcome = outcome
            self.reason = reason
            self.leg = leg
        }
    }
}
