import Contracts
import Vocabulary

/// A wish to be rung back, with its place on the list.
public struct CallBack: Hashable, Sendable {
    /// Whoever has taken it: nobody else gets it until then.
    public struct Claim: Hashable, Sendable {
        public var agent: AgentID
        /// Higher than every fence this call-back was given before.
        public var fence: Int64
        public var until: Timestamp
        public init(agent: AgentID, fence: Int64, until: Timestamp) {
            self.agent = agent
            self.fence = fence
            self.until = until
        }
    }

    public var ticket: TicketID
    public var wishedAt: Timestamp
    public var notBefore: Timestamp
    /// A time was agreed with the customer.
    public var isAgreed: Bool
    public var isUrgent: Bool
    /// The number said no after the wish was left.
    public var isRefused: Bool
    public var tries: Int
    /// The last claim, lapsed or not: its fence is never given again.
    public var claim: Claim?

    public init(
        ticket: TicketID, wishedAt: Timestamp, notBefore: Timestamp, isAgreed: Bool = false, isUrgent: Bool = false, isRefused: Bool = false, tries: Int = 0, claim: Claim? = nil
    ) {
        self.ticket = ticket
        self.wishedAt = wishedAt
        self.notBefore = notBefore
        self.isAgreed = isAgreed
        self.isUrgent = isUrgent
        self.isRefused = isRefused
        self.tries = tries
        self.claim = claim
    }

    func isFree(at now: Timestamp) -> Bool { claim.map { $0.until <= now } ?? true }

    /// Urgent ones, then those whose agreed time has come, then in the order of the wishes.
    func comes(before other: CallBack) -> Bool {
        if isUrgent != other.isUrgent { return isUrgent }
        if isAgreed != other.isAgreed { return isAgreed }
        return (wishedAt, ticket.value) < (other.wishedAt, other.ticket.value)
    }
}
