import Contracts
import RoutingCore
import Runtime
import Store
import Vocabulary

/// What a call that waits can expect, and where it goes when that is too little.
extension Changes {
    struct Prospect: Sendable {
        var situation: Overflow.Situation
        var rules: QueueRules
        var wait: Duration?

        var answer: HandOver.Answer { .waiting(position: situation.ahead + 1, seconds: wait.map { Int($0.nanoseconds / 1_000_000_000) }) }
        func overflow(visited: Set<QueueName>) -> QueueOverflow.Destination? { Overflow.destination(situation, rules: rules, visited: visited) }
    }

    func prospect(of call: Calls.Known, in queue: Queues.Known) throws -> Prospect {
        let ahead = try Calls(transaction: transaction).ahead(of: call.call)
        let waited = call.enteredAt.map { max(.zero, platform.time.timestamp() - $0) } ?? .zero
        return try prospect(of: call, in: queue, ahead: ahead, waited: waited)
    }

    func prospect(of call: Calls.Known, in queue: Queues.Known, ahead: Int, waited: Duration) throws -> Prospect {
        let able = try Agents(transaction: transaction).able(for: call.skills, in: queue)
        return Prospect(
            situation: Overflow.Situation(waited: waited, ahead: ahead, able: able), rules: queue.rules,
            wait: WaitEstimate.wait(position: ahead + 1, agents: able, service: queue.service))
    }

    func look(at queue: QueueName, of tenant: TenantID) throws -> Queues.Known? { try Queues(transaction: transaction).known(queue, of: tenant) }

    /// Takes a call out of a queue that cannot serve it.
    /// - Parameter isNew: it has only just been asked for: then the asker is told to do without a person.
    /// - Returns: the queue that it waits in now, locked; nil when it stays.
    /// - Throws: `.unavailable` when the wish is to be registered instead of waiting.
    func overflow(_ call: CallID, to destination: QueueOverflow.Destination, isNew: Bool) throws -> Queues.Known? {
        switch destination {
        case .queue(let name): return try move(call, to: name)
        case .callBack where isNew: throw RequestFailure(.unavailable, "the queue is full: the caller is to be rung back")
        case .nightService where isNew: throw RequestFailure(.unavailable, "nobody is there: what is wanted is to be registered")
        case .callBack, .nightService: return nil
        }
    }

    private func move(_ call: CallID, to name: QueueName) throws -> Queues.Known? {
        let calls = Calls(transaction: transaction), now = platform.time.timestamp()
        guard let known = try calls.locked(call), known.state == "waiting", let next = try Queues(transaction: transaction).locked(name, of: known.tenant) else { return nil }
        let waiting = known.waiting(at: now)
        try calls.move(
            known, to: next, place: Place(of: waiting, rules: next.rules), lookAt: Overflow.nextLook(at: waiting, enteredAt: now, rules: next.rules, after: now), at: now)
        let position = try calls.ahead(of: call) + 1
        let event = CallQueued(
            call: call, queue: name, reason: known.reason ?? .asked, skills: known.skills, priority: known.priority, position: position)
        transaction.append(platform.draft(event, tenant: known.tenant, trace: known.trace))
        return next
    }

    /// A call that has waited long enough for something to change: its skills have relaxed, or its time here is up.
    func look(at call: CallID) throws -> [Grant] {
        guard let queue = try Queues(transaction: transaction).locked(of: call), let known = try Calls(transaction: transaction).locked(call), known.state == "waiting" else { return [] }
        let now = platform.time.timestamp()
        let entered = known.enteredAt ?? now
        Calls(transaction: transaction).lookAgain(call, at: Overflow.nextLook(at: known.waiting(at: now), enteredAt: entered, rules: queue.rules, after: now))
        let granted = try match([queue])
        guard !granted.contains(where: { $0.lease.call == call }) else { return granted }
        let visited = Set(known.visited.map { QueueName($0) } + [known.queue])
        guard let destination = try prospect(of: known, in: queue).overflow(visited: visited), let next = try overflow(call, to: destination, isNew: false) else { return granted }
        return try granted + match([next])
    }
}
