import Contracts
import RoutingCore
import Runtime
import Store
import Vocabulary

/// A conversation, or a gateway by itself, asks for a person.
extension Dispatcher {
    private enum Outcome: Sendable {
        case found([Grant])
        case waits(HandOver.Answer, [Grant])
    }

    func handOver(_ request: HandOver) async throws -> HandOver.Answer {
        let outcome: Outcome
        do { outcome = try await ask(request, quickly: true) } catch let error as StoreError where error.code == Agents.taken { outcome = try await ask(request, quickly: false) }
        switch outcome {
        case .found(let granted): return try await answer(for: request.call, granted)
        case .waits(let answer, let granted):
            start(granted)
            return answer
        }
    }

    private func ask(_ request: HandOver, quickly: Bool) async throws -> Outcome {
        try await platform.database.transaction { [platform, settings] transaction in
            try Asking(request, Changes(transaction: transaction, platform: platform, settings: settings), quickly: quickly).outcome()
        }
    }

    /// What a call that waits can expect.
    func prospect(of call: CallID) async throws -> HandOver.Answer {
        try await platform.database.transaction { [platform, settings] transaction in
            let changes = Changes(transaction: transaction, platform: platform, settings: settings)
            guard let known = try Calls(transaction: transaction).locked(call), let queue = try changes.look(at: known.queue, of: known.tenant) else {
                throw RequestFailure(.notFound, "no such call")
            }
            return try changes.prospect(of: known, in: queue).answer
        }
    }

    /// One question, within its transaction.
    private struct Asking {
        let request: HandOver
        let changes: Changes
        /// Whether somebody who is free at the first look is taken without a second one.
        let quickly: Bool

        init(_ request: HandOver, _ changes: Changes, quickly: Bool) {
            self.request = request
            self.changes = changes
            self.quickly = quickly
        }

        func outcome() throws -> Outcome {
            let calls = Calls(transaction: changes.transaction), now = changes.platform.time.timestamp()
            if let queue = request.queue { try calls.choose(queue, for: request.call) }
            guard let asked = try calls.asked(request, calendar: changes.settings.calendar, at: now) else {
                throw RequestFailure(.notFound, "no such call, or it has no queue")
            }
            var queue = asked.queue, known = asked.call
            // Asked again by a conversation that was resumed while somebody is already being shown the call.
            if known.state == "offered" { return .waits(.waiting(position: 1, seconds: 0), []) }
            try check(asked)
            if let grant = quickGrant(asked, at: now) { return .found([grant]) }
            let ahead = try calls.queue(call(known, at: now), request, in: queue, at: now)
            // Asked again by who waits already, to hear how it stands: nothing has happened.
            if known.state != "waiting" || known.skills != request.skills { say(known, queue, position: ahead + 1) }
            known.skills = request.skills
            var granted = try changes.match([queue])
            if granted.contains(where: { $0.lease.call == request.call }) { return .found(granted) }
            var prospect = try changes.prospect(of: known, in: queue, ahead: ahead, waited: known.enteredAt.map { max(.zero, now - $0) } ?? .zero)
            var visited = Set(known.visited.map { QueueName($0) } + [known.queue])
            while let destination = prospect.overflow(visited: visited) {
                guard let next = try changes.overflow(request.call, to: destination, isNew: known.state == "assistant") else { break }
                visited.insert(next.name)
                queue = next
                granted += try changes.match([queue])
                if granted.contains(where: { $0.lease.call == request.call }) { return .found(granted) }
                guard let moved = try calls.locked(request.call) else { break }
                prospect = try changes.prospect(of: moved, in: queue)
            }
            return .waits(prospect.answer, granted)
        }

        /// Nobody waits before this call, and somebody is free: two round trips in all.
        private func quickGrant(_ asked: Calls.Asked, at now: Timestamp) -> Grant? {
            guard quickly, asked.call.state == "assistant", asked.queue.rules.lastAgent == nil, let ready = asked.ready else { return nil }
            let waiting = call(asked.call, at: now)
            let pairs = Matching.pairs(waiting: [waiting], idle: [ready.agent], rules: asked.queue.rules, turn: asked.queue.turn, at: now)
            guard pairs == [Matching.Pair(call: waiting.call, agent: ready.agent.agent)] else { return nil }
            Calls(transaction: changes.transaction).offer(waiting, request, in: asked.queue, at: now)
            say(asked.call, asked.queue, position: 1)
            return changes.lease(ready, to: offered(asked.call, waiting), in: asked.queue)
        }

        private func offered(_ known: Calls.Known, _ waiting: WaitingCall) -> Calls.Known {
            var known = known
            (known.state, known.reason, known.skills, known.priority) = ("offered", request.reason, request.skills, waiting.priority)
            (known.revision, known.queuedAt) = (request.revision, waiting.queuedAt)
            return known
        }

        private func check(_ asked: Calls.Asked) throws {
            let known = asked.call
            guard known.epoch <= request.epoch else { throw RequestFailure(.stale, "the conversation has epoch \(known.epoch)") }
            guard known.state == "assistant" || known.state == "waiting" else { throw RequestFailure(.conflict, "the call is \(known.state)") }
            guard asked.isOpen else { throw RequestFailure(.unavailable, "nobody answers at this hour") }
        }

        private func call(_ known: Calls.Known, at now: Timestamp) -> WaitingCall {
            WaitingCall(
                call: known.call, skills: Set(request.skills), priority: Priority.points(asked: request.priority, reason: request.reason, standing: request.standing),
                queuedAt: known.queuedAt ?? now)
        }

        private func say(_ known: Calls.Known, _ queue: Queues.Known, position: Int) {
            let event = CallQueued(
                call: request.call, queue: queue.name, reason: request.reason, skills: request.skills, priority: request.priority, position: position)
            changes.transaction.append(changes.platform.draft(event, tenant: known.tenant, trace: request.trace))
        }
    }
}
