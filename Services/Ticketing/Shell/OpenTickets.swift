import Contracts
import Logging
import Runtime
import Security
import Store
import TicketingCore
import Vocabulary

/// The work that is not done, as the next shift finds it, and its being done.
struct OpenTickets: Sendable {
    let platform: Platform
    let sealer: Sealer

    private struct Stored: Sendable {
        var ticket: OpenTicket
        var title: Sealed<String>
        var detail: Sealed<[String: String]>
        var customer: CustomerID?
        var name: Sealed<String>?
        var number: Sealed<String>?
    }

    func list(_ request: ListOpenTickets) async throws -> ListOpenTickets.Answer {
        let stored = try await platform.database.query(
            """
            SELECT ticket, kind, title, detail, customer, customer.name, customer.number, call, state, prepared, urgent, breached, opened_at, due_at
            FROM ticket LEFT JOIN customer USING (customer) WHERE ticket.tenant = \(request.tenant) AND state IN ('open', 'dispatched')
            ORDER BY prepared DESC, CASE WHEN prepared THEN opened_at ELSE due_at END, ticket LIMIT \(min(max(request.limit, 1), 100))
            """, Self.stored)
        let total = try await platform.database.query("SELECT count(*) AS n FROM ticket WHERE tenant = \(request.tenant) AND state IN ('open', 'dispatched')") {
            try $0.get("n", as: Int.self)
        }.first
        var tickets: [OpenTicket] = []
        for one in stored { tickets.append(await opened(one)) }
        return ListOpenTickets.Answer(tickets: tickets, total: total ?? tickets.count)
    }

    private static func stored(_ row: Row) throws -> Stored {
        let ticket = OpenTicket(
            id: try row.get("ticket"), kind: try row.get("kind"), title: nil, detail: nil, number: nil, customer: nil, call: try row.get("call", as: String?.self).map { CallID($0) },
            state: TicketState(rawValue: try row.get("state")) ?? .open, isPrepared: try row.get("prepared"), isUrgent: try row.get("urgent"), isLate: try row.get("breached"),
            openedAt: try row.get("opened_at"), dueAt: try row.get("due_at"))
        return Stored(
            ticket: ticket, title: Sealed(box: try row.get("title")), detail: Sealed(box: try row.get("detail")), customer: try row.get("customer", as: String?.self).map { CustomerID($0) },
            name: try row.get("name", as: String?.self).map { Sealed(box: $0) }, number: try row.get("number", as: String?.self).map { Sealed(box: $0) })
    }

    /// Of a person who was erased the work is left, without its words.
    private func opened(_ stored: Stored) async -> OpenTicket {
        var ticket = stored.ticket
        let detail = try? await sealer.open(stored.detail, kind: "ticket.detail", subject: ticket.id.value)
        ticket.title = try? await Masked(sealer.open(stored.title, kind: TicketOpened.type, subject: ticket.id.value))
        ticket.detail = detail?["detail"].map { Masked($0) }
        ticket.number = detail?["phone"].map { Masked($0) }
        guard let customer = stored.customer else { return ticket }
        if let name = stored.name { ticket.customer = try? await Masked(sealer.open(name, kind: "customer.name", subject: customer.value)) }
        if ticket.number == nil, let number = stored.number { ticket.number = try? await Masked(sealer.open(number, kind: "customer.number", subject: customer.value)) }
        return ticket
    }

    func change(_ request: ChangeTicket) async throws -> Done {
        try await platform.database.transaction { [platform] transaction in
            let known = try transaction.query("SELECT state, breached FROM ticket WHERE tenant = \(request.tenant) AND ticket = \(request.ticket) FOR UPDATE") { row in
                (state: TicketState(rawValue: try row.get("state")) ?? .open, isLate: try row.get("breached", as: Bool.self))
            }.first
            guard let known else { throw RequestFailure(.notFound, "no such ticket") }
            guard TicketLife.allows(known.state, to: request.state) else { throw RequestFailure(.conflict, "the ticket is \(known.state.rawValue)") }
            let now = platform.time.timestamp()
            try transaction.execute("UPDATE ticket SET state = \(request.state.rawValue) WHERE ticket = \(request.ticket)")
            try transaction.execute("INSERT INTO ticket_history (ticket, at, state, by) VALUES (\(request.ticket), \(now), \(request.state.rawValue), \(request.agent))")
            let event = TicketChanged(ticket: request.ticket, state: request.state, by: request.agent.value, breached: known.isLate)
            transaction.append(platform.draft(event, tenant: request.tenant, trace: platform.trace()))
            return Done()
        }
    }
}
