import Contracts
import Vocabulary

/// A call that waits for a person.
public struct WaitingCall: Hashable, Sendable {
    public var call: CallID
    public var skills: Set<String>
    /// Higher goes first; see `Priority`.
    public var priority: Int
    public var queuedAt: Timestamp
    /// Agents who did not take this call already; asked again only when nobody else can.
    public var declinedBy: Set<AgentID>
    /// Who spoke with this caller the last time; nil when nobody did, or the queue does not remember.
    public var lastAgent: AgentID?

    public init(
        call: CallID, skills: Set<String>, priority: Int, queuedAt: Timestamp, declinedBy: Set<AgentID> = [], lastAgent: AgentID? = nil
    ) {
        self.call = call
        self.skills = skills
        self.priority = priority
        self.queuedAt = queuedAt
        self.declinedBy = declinedBy
        self.lastAgent = lastAgent
    }

    /// - Returns: not negative, whatever another machine's clock said when the call was queued.
    public func waited(at now: Timestamp) -> Duration { max(.zero, now - queuedAt) }
}

/// A member of the queue who could be rung now.
public struct IdleAgent: Hashable, Sendable {
    public var agent: AgentID
    /// With levels from 1 to 9.
    public var skills: [String: Int]
    public var idleSince: Timestamp
    /// Calls since signing in.
    public var calls: Int
    /// Talk since signing in.
    public var talked: Duration
    /// Place in the queue's list, from 1.
    public var rank: Int

    public init(agent: AgentID, skills: [String: Int], idleSince: Timestamp, calls: Int = 0, talked: Duration = .zero, rank: Int = 1) {
        self.agent = agent
        self.skills = skills
        self.idleSince = idleSince
        self.calls = calls
        self.talked = talked
        self.rank = rank
    }
}
