import Contracts
import Vocabulary

/// Who gets the next call: one pure answer to the question a switch can only show by running.
public enum Matching {
    public struct Pair: Hashable, Sendable {
        public var call: CallID
        public var agent: AgentID
        public init(call: CallID, agent: AgentID) {
            self.call = call
            self.agent = agent
        }
    }

    /// Calls in the order of the queue, each to the agent whom the rules ask first. A call that nobody idle may take waits
    /// without holding up those behind it.
    ///
    /// - Parameter turn: the rank of the member who was asked last.
    /// - Returns: one pair a call; with `ringAll` one for each agent who is to be rung for it.
    public static func pairs(waiting: [WaitingCall], idle: [IdleAgent], rules: QueueRules, turn: Int = 0, at now: Timestamp) -> [Pair] {
        var free = idle, turn = turn
        var pairs: [Pair] = []
        for call in order(waiting, rules: rules) where !free.isEmpty {
            let chosen = choice(for: call, among: free, rules: rules, turn: turn, at: now)
            pairs += chosen.map { Pair(call: call.call, agent: $0.agent) }
            turn = chosen.last?.rank ?? turn
            let names = Set(chosen.map(\.agent))
            free.removeAll { names.contains($0.agent) }
        }
        return pairs
    }

    /// The order of the queue: what "you are number three" counts.
    public static func order(_ waiting: [WaitingCall], rules: QueueRules) -> [WaitingCall] {
        waiting.map { (Place(of: $0, rules: rules), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// Who is asked to take one call; empty when nobody may.
    private static func choice(for call: WaitingCall, among free: [IdleAgent], rules: QueueRules, turn: Int, at now: Timestamp) -> [IdleAgent] {
        let need = SkillNeed(of: call, rules: rules, at: now)
        let able = free.filter { need.isMet(by: $0.skills) }
        let fresh = able.filter { !call.declinedBy.contains($0.agent) }
        let asked = fresh.isEmpty ? able : fresh
        if let last = call.lastAgent, let patience = rules.lastAgent, !call.declinedBy.contains(last) {
            if let same = asked.first(where: { $0.agent == last }) { return [same] }
            if call.waited(at: now) < .seconds(patience) { return [] }
        }
        if rules.strategy == .ringAll { return asked.sorted { $0.agent < $1.agent } }
        return asked.min { AskingOrder(of: $0, rules: rules, call: call, turn: turn) < AskingOrder(of: $1, rules: rules, call: call, turn: turn) }.map { [$0] } ?? []
    }
}

/// Who is asked before whom; the lesser first.
private struct AskingOrder: Comparable {
    /// Who has the skills as they were asked for at first comes before whom only waiting has made acceptable.
    let isShort: Bool
    let strategy: (Int64, Int64)
    let agent: AgentID

    init(of agent: IdleAgent, rules: QueueRules, call: WaitingCall, turn: Int) {
        isShort = !SkillNeed(of: call, rules: rules, at: call.queuedAt).isMet(by: agent.skills)
        self.agent = agent.agent
        let idle = agent.idleSince.microseconds
        strategy =
            switch rules.strategy {
            case .longestIdle, .ringAll: (idle, 0)
            case .fewestCalls: (Int64(agent.calls), idle)
            case .leastTalk: (agent.talked.nanoseconds, idle)
            case .roundRobin: (agent.rank > turn ? 0 : 1, Int64(agent.rank))
            case .topDown: (Int64(agent.rank), 0)
            }
    }

    static func == (left: AskingOrder, right: AskingOrder) -> Bool { left.agent == right.agent }
    static func < (left: AskingOrder, right: AskingOrder) -> Bool {
        if left.isShort != right.isShort { return !left.isShort }
        return (left.strategy.0, left.strategy.1, left.agent) < (right.strategy.0, right.strategy.1, right.agent)
    }
}
