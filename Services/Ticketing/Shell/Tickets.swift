import Contracts
import Runtime
import Security
import Store
import TicketingCore
import Vocabulary

/// Work orders: prepared outside a transaction, because sealing may wait, and written inside one.
struct Tickets: Sendable {
    var platform: Platform
    var sealer: Sealer
    var level: ServiceLevel

    /// The kind of a ticket that promises to ring back.
    static let callBack = "callback"

    struct Prepared: Sendable {
        var id: TicketID
        var tenant: TenantID
        var kind: String
        var customer: CustomerID?
        var call: CallID?
        var title: Sealed<String>
        var detail: Sealed<[String: String]>
        var urgent: Bool
        /// Nobody has spoken with the customer, nor is a time agreed.
        var isPrepared: Bool
        var openedAt: Timestamp
        var dueAt: Timestamp
        /// Of a wish to be rung back: whom it rings, as a blind index. Its place is that of the wish.
        var numberIndex: String?

        var event: TicketOpened { TicketOpened(ticket: id, kind: kind, call: call, customer: customer, title: title, dueAt: dueAt) }
    }

    struct Change: Sendable {
        var ticket: TicketID
        var note: String
    }

    struct Found: Sendable {
        var ticket: TicketID
        var title: String
        var state: TicketState
        var dueAt: Timestamp

        func values(now: Timestamp) -> [String: Masked<String>] {
            [
                "ticket": Masked(ticket.value), "title": Masked(title), "status": Masked(Self.spoken[state] ?? "处理中"),
                "due": Masked(SpokenDue.text(max(dueAt, now), now: now)),
            ]
        }
        private static let spoken: [TicketState: String] = [
            .open: "已受理，正在安排", .dispatched: "已派单，师傅正在处理", .resolved: "已处理完成",
            .closed: "已办结", .cancelled: "已取消",
        ]
    }

    func prepare(_ request: PerformAction, kind: String, customer: CustomerID?) async throws -> Prepared {
        let next = try await platform.database.query("SELECT nextval('ticket_number') AS number") { try $0.get("number", as: Int64.self) }.first
        guard let next else { throw RequestFailure(.failed, "no ticket number") }
        let id = TicketID(String(next)), now = platform.time.timestamp()
        let person = sealer.person(customer: customer, call: request.call ?? CallID(request.key), tenant: request.tenant)
        let parameters = request.parameters.mapValues(\.revealed)
        let urgent = parameters["priority"].map { $0 == "urgent" || $0 == "high" } ?? false
        let number = kind == Self.callBack ? parameters["phone"].flatMap(CalledNumber.canonical) : nil
        return Prepared(
            id: id, tenant: request.tenant, kind: kind, customer: customer, call: request.call,
            title: try await sealer.seal(parameters["title"] ?? parameters["detail"] ?? kind, person: person, kind: TicketOpened.type, subject: id.value),
            detail: try await sealer.seal(parameters, person: person, kind: "ticket.detail", subject: id.value),
            urgent: urgent, isPrepared: kind == Self.callBack && parameters["date"] == nil, openedAt: now, dueAt: due(kind, parameters, openedAt: now, urgent: urgent),
            numberIndex: number.map { sealer.blindIndex($0, kind: "number", tenant: request.tenant) })
    }

    private func due(_ kind: String, _ parameters: [String: String], openedAt now: Timestamp, urgent: Bool) -> Timestamp {
        let latest = level.due(kind, openedAt: now, urgent: urgent)
        guard kind == Self.callBack else { return latest }
        let asked = parameters["date"].flatMap { date in parameters["time"].flatMap { Daytime.asked(date: date, time: $0, now: now) } }
        return asked ?? latest
    }

    /// The wish to be rung back that this call or this number has left already, and that is not fulfilled; a time that was agreed is
    /// another.
    func callBack(of call: CallID?, numberIndex: String?, tenant: TenantID) async throws -> (ticket: TicketID, dueAt: Timestamp)? {
        try await platform.database.query(
            """
            SELECT ticket, due_at FROM ticket LEFT JOIN call_back USING (ticket) WHERE kind = 'callback' AND ticket.tenant = \(tenant)
              AND (call = \(call) OR (number_index = \(numberIndex) AND NOT agreed)) AND state IN ('open', 'dispatched') ORDER BY opened_at LIMIT 1
            """
        ) { row in (ticket: TicketID(try row.get("ticket")), dueAt: try row.get("due_at", as: Timestamp.self)) }.first
    }

    static func insert(_ ticket: Prepared, _ transaction: any Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO ticket (ticket, tenant, kind, customer, call, title, detail, urgent, prepared, opened_at, due_at)
            VALUES (\(ticket.id), \(ticket.tenant), \(ticket.kind), \(ticket.customer), \(ticket.call), \(ticket.title.box), \(ticket.detail.box),
                    \(ticket.urgent), \(ticket.isPrepared), \(ticket.openedAt), \(ticket.dueAt))
            """)
        try transaction.execute("INSERT INTO ticket_history (ticket, at, state, by) VALUES (\(ticket.id), \(ticket.openedAt), 'open', 'assistant')")
        guard let number = ticket.numberIndex else { return }
        let isAgreed = !ticket.isPrepared
        let rows = try transaction.execute(
            """
            INSERT INTO call_back (ticket, tenant, number_index, wished_at, not_before, agreed)
            VALUES (\(ticket.id), \(ticket.tenant), \(number), \(ticket.openedAt), \(isAgreed ? ticket.dueAt : ticket.openedAt), \(isAgreed)) ON CONFLICT DO NOTHING
            """)
        guard rows == 1 else { throw WishedAlready() }
    }

    /// Another call of the same number wished the same in this moment.
    struct WishedAlready: Error {}

    static func note(_ change: Change, by: String, at now: Timestamp, _ transaction: any Transaction) throws {
        try transaction.execute("UPDATE ticket SET urgent = true WHERE ticket = \(change.ticket)")
        try transaction.execute(
            """
            INSERT INTO ticket_history (ticket, at, state, by, note)
            SELECT ticket, \(now), state, \(by), \(change.note) FROM ticket WHERE ticket = \(change.ticket)
            """)
    }

    /// The one named, which must be the customer's own, or the customer's newest that is not done.
    func find(_ ticket: String?, customer: CustomerID?, tenant: TenantID) async throws -> Found? {
        struct Stored: Sendable {
            var found: Found
            var title: Sealed<String>
        }
        let stored = try await platform.database.query(
            """
            SELECT ticket, title, state, due_at FROM ticket WHERE tenant = \(tenant) AND customer = \(customer)
              AND (ticket = \(ticket) OR (\(ticket)::text IS NULL AND state IN ('open', 'dispatched'))) ORDER BY opened_at DESC LIMIT 1
            """
        ) { row in
            Stored(
                found: Found(ticket: try row.get("ticket"), title: "", state: TicketState(rawValue: try row.get("state")) ?? .open, dueAt: try row.get("due_at")),
                title: Sealed(box: try row.get("title")))
        }.first
        guard let stored else { return nil }
        var found = stored.found
        found.title = try await sealer.open(stored.title, kind: TicketOpened.type, subject: found.ticket.value)
        return found
    }

    /// Tickets whose time is up and whose work is not done: told once.
    func ringClocks() async throws {
        try await platform.database.transaction { [platform] transaction in
            let now = platform.time.timestamp()
            let late = try transaction.query(
                """
                UPDATE ticket SET breached = true WHERE due_at <= \(now) AND state IN ('open', 'dispatched') AND NOT breached RETURNING ticket, tenant, state
                """
            ) { row in (TicketID(try row.get("ticket")), TenantID(try row.get("tenant")), TicketState(rawValue: try row.get("state")) ?? .open) }
            for (ticket, tenant, state) in late {
                transaction.append(platform.draft(TicketChanged(ticket: ticket, state: state, by: "clock", breached: true), tenant: tenant, trace: platform.trace()))
            }
        }
    }
}
