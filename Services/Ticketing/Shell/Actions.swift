import Contracts
import Logging
import Runtime
import Security
import Store
import TicketingCore
import Vocabulary

/// Carries out actions once for each key: what has been answered is answered again, and the answer, its ticket and their
/// events become true in one transaction.
struct Actions: Sendable {
    var platform: Platform
    var sealer: Sealer
    var tickets: Tickets
    var connectors: [any BusinessConnector]

    func perform(_ request: PerformAction) async throws -> PerformAction.Answer {
        guard (1...200).contains(request.key.utf8.count) else { throw RequestFailure(.invalid, "a key has 1 to 200 characters") }
        if let earlier = try await answered(request) { return earlier }
        guard let kind = BusinessActionKind.named(request.action) else { throw RequestFailure(.invalid, "no such action: \(request.action)") }
        let missing = kind.required.filter { request.parameters[$0] == nil }
        guard missing.isEmpty else { throw RequestFailure(.invalid, "\(request.action) needs \(missing.joined(separator: ", "))") }
        let customer = try await customer(of: request)
        do { return try await commit(try await work(request, customer), request, customer) } catch is Tickets.WishedAlready {
            return try await commit(try await work(request, customer), request, customer)
        }
    }

    /// What is to become true.
    private struct Work: Sendable {
        var answer: PerformAction.Answer
        var ticket: Tickets.Prepared?
        var change: Tickets.Change?
    }

    private func work(_ request: PerformAction, _ customer: CustomerID?) async throws -> Work {
        switch request.action {
        case "callback.create":
            return try await callBack(request, customer)
        case "ticket.create":
            guard let kind = request.parameters["kind"]?.revealed, kind != Tickets.callBack else { return try await callBack(request, customer) }
            return opened(try await tickets.prepare(request, kind: kind, customer: customer))
        case "ticket.lookup", "ticket.urge":
            guard let found = try await tickets.find(request.parameters["ticket"]?.revealed, customer: customer, tenant: request.tenant) else {
                return Work(answer: .init(outcome: .notFound, values: [:], ticket: nil))
            }
            let values = found.values(now: platform.time.timestamp())
            return Work(
                answer: .init(outcome: .done, values: values, ticket: found.ticket),
                change: request.action == "ticket.urge" ? Tickets.Change(ticket: found.ticket, note: "urged") : nil)
        case "return.create":
            return try await returned(request, customer)
        default:
            return Work(answer: try await connected(request, request.action, customer))
        }
    }

    /// Who wants to be rung back is rung back once, however often it is said and in however many calls, and keeps the place of the
    /// first wish; a time that is agreed upon is a wish of its own.
    private func callBack(_ request: PerformAction, _ customer: CustomerID?) async throws -> Work {
        var request = request
        request.parameters["phone"] = request.parameters["phone"] ?? request.caller
        let ticket = try await tickets.prepare(request, kind: Tickets.callBack, customer: customer)
        guard request.parameters["date"] == nil, let earlier = try await tickets.callBack(of: request.call, numberIndex: ticket.numberIndex, tenant: request.tenant)
        else { return opened(ticket) }
        let now = platform.time.timestamp()
        let spoken = ["ticket": Masked(earlier.ticket.value), "due": Masked(SpokenDue.text(max(earlier.dueAt, now), now: now))]
        return Work(answer: .init(outcome: .done, values: spoken, ticket: earlier.ticket))
    }

    private func opened(_ ticket: Tickets.Prepared, values: [String: Masked<String>] = [:]) -> Work {
        let spoken = ["ticket": Masked(ticket.id.value), "due": Masked(SpokenDue.text(ticket.dueAt, now: ticket.openedAt))]
        return Work(answer: .init(outcome: .done, values: values.merging(spoken) { $1 }, ticket: ticket.id), ticket: ticket)
    }

    /// A return needs the order it is about.
    private func returned(_ request: PerformAction, _ customer: CustomerID?) async throws -> Work {
        let order = try await connected(request, "parcel.lookup", customer)
        guard order.outcome == .done else { return Work(answer: order) }
        return opened(try await tickets.prepare(request, kind: "return", customer: customer), values: order.values)
    }

    private func connected(_ request: PerformAction, _ action: String, _ customer: CustomerID?) async throws -> PerformAction.Answer {
        guard let connector = connectors.first(where: { $0.actions.contains(action) }) else {
            throw RequestFailure(.unavailable, "no connector carries out \(action)")
        }
        let query = BusinessQuery(key: request.key, tenant: request.tenant, customer: customer, action: action, parameters: request.parameters)
        switch try await connector.perform(query) {
        case .found(let values): return .init(outcome: .done, values: values, ticket: nil)
        case .notFound: return .init(outcome: .notFound, values: [:], ticket: nil)
        case .refused(let why): return .init(outcome: .refused, values: ["reason": Masked(why)], ticket: nil)
        }
    }

    private func customer(of request: PerformAction) async throws -> CustomerID? {
        if let customer = request.customer { return customer }
        guard let caller = request.caller else { return nil }
        return try await Customers(database: platform.database, sealer: sealer).find(caller, tenant: request.tenant)?.id
    }

    // MARK: Once for each key

    private func answered(_ request: PerformAction) async throws -> PerformAction.Answer? {
        let stored = try await platform.database.query("SELECT result FROM action WHERE key = \(request.key) AND tenant = \(request.tenant) AND action = \(request.action)") {
            Sealed<PerformAction.Answer>(box: try $0.get("result"))
        }.first
        guard let stored else { return nil }
        return try await sealer.open(stored, kind: "action.result", subject: request.key)
    }

    private func commit(_ work: Work, _ request: PerformAction, _ customer: CustomerID?) async throws -> PerformAction.Answer {
        let person = sealer.person(customer: customer, call: request.call ?? CallID(request.key), tenant: request.tenant)
        let result = try await sealer.seal(work.answer, person: person, kind: "action.result", subject: request.key)
        let first = try await platform.database.transaction { [platform] transaction -> Bool in
            let rows = try transaction.execute(
                """
                INSERT INTO action (key, tenant, action, call, outcome, result, ticket)
                VALUES (\(request.key), \(request.tenant), \(request.action), \(request.call), \(work.answer.outcome.rawValue), \(result.box), \(work.answer.ticket))
                ON CONFLICT (key) DO NOTHING
                """)
            guard rows == 1 else { return false }
            try work.ticket.map { try Tickets.insert($0, transaction) }
            try work.change.map { try Tickets.note($0, by: "assistant", at: platform.time.timestamp(), transaction) }
            if let ticket = work.ticket { transaction.append(platform.draft(ticket.event, tenant: request.tenant, trace: request.trace)) }
            transaction.append(
                platform.draft(
                    ActionPerformed(
                        call: request.call, action: request.action, outcome: work.answer.outcome.rawValue,
                        ticket: work.answer.ticket, key: request.key), tenant: request.tenant, trace: request.trace))
            return true
        }
        if first { return work.answer }
        guard let earlier = try await answered(request) else { throw RequestFailure(.conflict, "this key was used for another action") }
        return earlier
    }
}
