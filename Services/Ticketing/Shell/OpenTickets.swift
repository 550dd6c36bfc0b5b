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
        let stored = try await stored(nil, tenant: request.tenant, limit: min(max(request.limit, 1), 100))
        let total = try await platform.database.query("SELECT count(*) AS n FROM ticket WHERE tenant = \(request.tenant) AND state IN ('open', 'dispatched')") {
            try $0.get("n", as: Int.self)
        }.first
        var tickets: [OpenTicket] = []
        for one in stored { tickets.append(await opened(one)) }
        return ListOpenTickets.Answer(tickets: tickets, total: total ?? tickets.count)
    }

    /// - Returns: nil once its work is done.
    func ticket(_ id: TicketID, tenant: TenantID) async throws -> OpenTicket? {
        guard let stored = try await stored(id, tenant: tenant, limit: 1).first else { return nil }
        return await opened(stored)
    }

    private func stored(_ only: TicketID?, tenant: TenantID, limit: Int) async throws -> [Stored] {
        let now = platform.time.timestamp()
        return try await platform.database.query(
            """
            SELECT ticket, kind, title, detail, customer, customer.name, customer.number, call, state, prepared, urgent, breached, opened_at, due_at,
                   not_before, tries, fence, CASE WHEN claimed_until > \(now) THEN agent END AS agent, CASE WHEN claimed_until > \(now) THEN claimed_until END AS claimed_until
            FROM ticket LEFT JOIN customer USING (customer) LEFT JOIN call_back USING (ticket)
            WHERE ticket.tenant = \(tenant) AND state IN ('open', 'dispatched') AND (\(only)::text IS NULL OR ticket = \(only))
            ORDER BY prepared DESC, CASE WHEN prepared THEN opened_at ELSE due_at END, ticket LIMIT \(limit)
            """, Self.stored)
    }

    private static func stored(_ row: Row) throws -> Stored {
        var place: CallBackPlace?
        if let notBefore = try row.get("not_before", as: Timestamp?.self) {
            place = CallBackPlace(
                notBefore: notBefore, tries: try row.get("tries"), agent: try row.get("agent", as: String?.self).map { AgentID($0) }, fence: try row.get("fence"),
                until: try row.get("claimed_until"))
        }
        let ticket = OpenTicket(
            id: try row.get("ticket"), kind: try row.get("kind"), title: nil, detail: nil, number: nil, customer: nil, call: try row.get("call", as: String?.self).map { CallID($0) },
            state: TicketState(rawValue: try row.get("state")) ?? .open, isPrepared: try row.get("prepared"), isUrgent: try row.get("urgent"), isLate: try row.get("breached"),
            openedAt: try row.get("opened_at"), dueAt: try row.get("due_at"), callBack: place)
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

    /// A call-back is taken up by `TakeCallBack` alone: its order would be lost here.
    func change(_ request: ChangeTicket) async throws -> Done {
        try await platform.database.transaction { [platform] transaction in
            let isCallBack = try transaction.query("SELECT FROM call_back WHERE tenant = \(request.tenant) AND ticket = \(request.ticket) AND is_open FOR UPDATE") { _ in true }.first ?? false
            guard !isCallBack || request.state != .dispatched else { throw RequestFailure(.conflict, "call-backs are taken in their order") }
            guard try Self.turn(request.ticket, request.state, by: request.agent.value, nil, tenant: request.tenant, platform, transaction) else {
                throw RequestFailure(.conflict, "the ticket is \(request.state.rawValue)")
            }
            if isCallBack { try transaction.execute("UPDATE call_back SET is_open = \(request.state == .open), claimed_until = NULL WHERE ticket = \(request.ticket)") }
            return Done()
        }
    }

    /// One step of a ticket's life, with its history and its event.
    /// - Returns: false when it is in that state already; the history says who came to it.
    @discardableResult
    static func turn(_ ticket: TicketID, _ state: TicketState, by: String, _ note: String?, tenant: TenantID, _ platform: Platform, _ transaction: any Transaction) throws -> Bool {
        let known = try transaction.query("SELECT state, breached FROM ticket WHERE tenant = \(tenant) AND ticket = \(ticket) FOR UPDATE") { row in
            (state: TicketState(rawValue: try row.get("state")) ?? .open, isLate: try row.get("breached", as: Bool.self))
        }.first
        guard let known else { throw RequestFailure(.notFound, "no such ticket") }
        guard known.state == state || TicketLife.allows(known.state, to: state) else { throw RequestFailure(.conflict, "the ticket is \(known.state.rawValue)") }
        try transaction.execute("INSERT INTO ticket_history (ticket, at, state, by, note) VALUES (\(ticket), \(platform.time.timestamp()), \(state.rawValue), \(by), \(note))")
        guard known.state != state else { return false }
        try transaction.execute("UPDATE ticket SET state = \(state.rawValue) WHERE ticket = \(ticket)")
        transaction.append(platform.draft(TicketChanged(ticket: ticket, state: state, by: by, breached: known.isLate), tenant: tenant, trace: platform.trace()))
        return true
    }
}
