import Contracts
import Vocabulary

/// Who gets the next call: one pure answer to the question a switch can only show by running.
public enum Matching {
    public struct WaitingCall: Hashable, Sendable {
        public var call: CallID
        public var skills: Set<String>
        /// Higher goes first.
        public var priority: Int
        public var queuedAt: Timestamp
        /// Agents who did not take this call already; asked again only when nobody else can.
        public var declinedBy: Set<AgentID>

        public init(call: CallID, skills: Set<String>, priority: Int, queuedAt: Timestamp, declinedBy: Set<AgentID> = []) {
            self.call = call
            self.skills = skills
            self.priority = priority
            self.queuedAt = queuedAt
            self.declinedBy = declinedBy
        }
    }

    public struct IdleAgent: Hashable, Sendable {
        public var agent: AgentID
        public var skills: Set<String>
        public var idleSince: Timestamp

        public init(agent: AgentID, skills: Set<String>, idleSince: Timestamp) {
            self.agent = agent
            self.skills = skills
            self.idleSince = idleSince
        }
    }

    public struct Pair: Hashable, Sendable {
        public var call: CallID
        public var agent: AgentID
        public init(call: CallID, agent: AgentID) {
            self.call = call
            self.agent = agent
        }
    }

    /// Calls in order of priority and then of arrival; each to the longest idle agent who has all its skills.
    /// A call whose skills nobody idle has waits without holding up those behind it.
    public static func pairs(waiting: [WaitingCall], idle: [IdleAgent]) -> [Pair] {
        var free = idle.sorted { ($0.idleSince, $0.agent) < ($1.idleSince, $1.agent) }
        return order(waiting).compactMap { call in
            let able = free.indices.filter { free[$0].skills.isSuperset(of: call.skills) }
            guard let chosen = able.first(where: { !call.declinedBy.contains(free[$0].agent) }) ?? able.first else { return nil }
            return Pair(call: call.call, agent: free.remove(at: chosen).agent)
        }
    }

    /// The order of the queue: what "you are number three" counts.
    public static func order(_ waiting: [WaitingCall]) -> [WaitingCall] {
        waiting.sorted { ($1.priority, $0.queuedAt, $0.call) < ($0.priority, $1.queuedAt, $1.call) }
    }
}
