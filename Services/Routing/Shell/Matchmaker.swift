import Contracts
import RoutingCore
import Runtime
import Store
import Vocabulary

/// One call given to one agent, to be carried through by whoever committed it.
struct Grant: Sendable {
    var lease: Agents.Lease
    var call: Calls.Known
    /// Others are rung for the same call.
    var isGroup = false
}

/// Brings the waiting calls and the free people of one locked queue together, within a transaction.
struct Matchmaker {
    /// Calls read at once at most, and grants of one transaction: others want the queue too.
    private static let page = 64, bound = 32
    /// For a strategy that asks everybody.
    private static let everybody = 10_000

    let queue: Queues.Known
    let transaction: any Transaction
    let platform: Platform
    let limits: Offer.Limits
    private var idle: [IdleAgent] = []
    private var turn: Int
    private var grants: [Grant] = []

    init(_ queue: Queues.Known, _ transaction: any Transaction, _ platform: Platform, _ limits: Offer.Limits) {
        (self.queue, self.transaction, self.platform, self.limits) = (queue, transaction, platform, limits)
        turn = queue.turn
    }

    /// - Returns: what has been leased; more may be possible when it is as many as `bound`.
    static func match(_ queue: Queues.Known, _ transaction: any Transaction, _ platform: Platform, _ limits: Offer.Limits) throws -> [Grant] {
        var matchmaker = Matchmaker(queue, transaction, platform, limits)
        return try matchmaker.run()
    }

    static func mayGoOn(after grants: [Grant]) -> Bool { grants.count >= bound }

    /// As many calls are read as there are people, and as many people as calls: a queue is long on one side at most.
    private mutating func run() throws -> [Grant] {
        let calls = Calls(transaction: transaction)
        var last: Place?, limit: Int?
        while grants.count < Self.bound {
            let page = try calls.page(of: queue, after: last, limit: limit, most: Self.page)
            guard page.free > 0 else { break }
            try serve(page.calls)
            let asked = limit ?? max(page.free, 4)
            guard page.calls.count == asked else { break }
            last = page.calls.last.map { Place(of: $0, rules: queue.rules) }
            limit = min(asked * 4, Self.page)
        }
        if queue.rules.strategy == .roundRobin, turn != queue.turn, !grants.isEmpty { Queues(transaction: transaction).turned(queue, to: turn) }
        return grants
    }

    /// Somebody who is taken by another queue in this moment is left out, and the rest is matched anew.
    private mutating func serve(_ page: [WaitingCall]) throws {
        var waiting = page, taken: Set<AgentID> = []
        while !waiting.isEmpty {
            let now = platform.time.timestamp()
            idle = try candidates(for: waiting, at: now).filter { !taken.contains($0.agent) }
            let pairs = Matching.pairs(waiting: waiting, idle: idle, rules: queue.rules, turn: turn, at: now).prefix(Self.bound)
            let rung = Dictionary(grouping: pairs, by: \.call)
            var isSettled = true
            for pair in pairs {
                let isGranted = try grant(pair, isGroup: (rung[pair.call]?.count ?? 0) > 1)
                taken.insert(pair.agent)
                if isGranted { waiting.removeAll { $0.call == pair.call } } else { isSettled = false }
            }
            if isSettled { return }
        }
    }

    /// For each thing that is asked for, those who would be asked first: one for each call, and one more for each who declined.
    private func candidates(for waiting: [WaitingCall], at now: Timestamp) throws -> [IdleAgent] {
        let declined = waiting.reduce(into: Set<AgentID>()) { $0.formUnion($1.declinedBy) }
        let limit = queue.rules.strategy == .ringAll ? Self.everybody : waiting.count + declined.count
        let needs = Set(waiting.flatMap { [SkillNeed(of: $0, rules: queue.rules, at: $0.queuedAt), SkillNeed(of: $0, rules: queue.rules, at: now)] })
        let agents = Agents(transaction: transaction), last = Set(waiting.compactMap(\.lastAgent)).sorted()
        var found: [AgentID: IdleAgent] = [:]
        for need in needs {
            for agent in try agents.idle(in: queue, need, or: last, limit: limit + last.count) { found[agent.agent] = agent }
        }
        return found.values.sorted { $0.agent < $1.agent }
    }

    private mutating func grant(_ pair: Matching.Pair, isGroup: Bool) throws -> Bool {
        guard let index = idle.firstIndex(where: { $0.agent == pair.agent }) else { return false }
        let agent = idle.remove(at: index)
        let ends = platform.time.timestamp() + limits.lease
        guard let (lease, call) = try Agents(transaction: transaction).lease(pair.agent, of: queue.tenant, to: pair.call, until: ends) else { return false }
        turn = agent.rank
        transaction.append(
            platform.draft(AgentOffered(call: pair.call, agent: pair.agent, fence: lease.fence, expiresAt: ends), tenant: queue.tenant, trace: call.trace))
        grants.append(Grant(lease: lease, call: call, isGroup: isGroup))
        return true
    }
}
