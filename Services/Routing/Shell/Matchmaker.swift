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
    /// Calls read at once, and grants of one transaction: others want the queue too.
    private static let page = 64, bound = 32

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

    private mutating func run() throws -> [Grant] {
        idle = try Agents(transaction: transaction).idle(in: queue)
        let calls = Calls(transaction: transaction)
        var last: Place?, isMore = true
        while isMore, !idle.isEmpty, grants.count < Self.bound {
            let waiting = try calls.waiting(in: queue, after: last, limit: Self.page)
            try serve(waiting)
            last = waiting.last.map { Place(of: $0, rules: queue.rules) }
            isMore = waiting.count == Self.page
        }
        if turn != queue.turn, !grants.isEmpty { try Queues(transaction: transaction).turned(queue, to: turn) }
        return grants
    }

    /// Somebody who is taken by another queue in this moment is left out, and the rest is matched anew.
    private mutating func serve(_ page: [WaitingCall]) throws {
        var waiting = page, isSettled = false
        while !isSettled, !waiting.isEmpty {
            let pairs = Matching.pairs(waiting: waiting, idle: idle, rules: queue.rules, turn: turn, at: platform.time.timestamp()).prefix(Self.bound)
            let rung = Dictionary(grouping: pairs, by: \.call)
            isSettled = true
            for pair in pairs {
                let isGranted = try grant(pair, isGroup: (rung[pair.call]?.count ?? 0) > 1)
                if isGranted { waiting.removeAll { $0.call == pair.call } } else { isSettled = false }
            }
        }
    }

    private mutating func grant(_ pair: Matching.Pair, isGroup: Bool) throws -> Bool {
        guard let index = idle.firstIndex(where: { $0.agent == pair.agent }) else { return false }
        let agent = idle.remove(at: index)
        let ends = platform.time.timestamp() + limits.acknowledgement + limits.ring + .seconds(3)
        guard let (lease, call) = try Agents(transaction: transaction).lease(pair.agent, of: queue.tenant, to: pair.call, until: ends) else { return false }
        turn = agent.rank
        transaction.append(
            platform.draft(AgentOffered(call: pair.call, agent: pair.agent, fence: lease.fence, expiresAt: ends), tenant: queue.tenant, trace: call.trace))
        grants.append(Grant(lease: lease, call: call, isGroup: isGroup))
        return true
    }
}
