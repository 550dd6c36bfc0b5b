import Contracts
import Runtime
import Security
import Store
import TicketingCore
import Vocabulary

/// The numbers of a tenant that said no.
struct NoCalls: Sendable {
    let platform: Platform
    let sealer: Sealer
    let open: OpenTickets

    struct Number: Sendable {
        var index: String
        var box: Sealed<String>
    }

    private static let longest = 1000

    func refuse(_ request: RefuseCalls) async throws -> RefuseCalls.Answer {
        guard (1...Self.longest).contains(request.numbers.count) else { throw RequestFailure(.invalid, "1 to \(Self.longest) numbers at once") }
        guard (1...64).contains(request.source.count) else { throw RequestFailure(.invalid, "a source has 1 to 64 characters") }
        var numbers: [Number] = []
        for (place, number) in request.numbers.enumerated() {
            guard let number = try await sealed(number, tenant: request.tenant) else { throw RequestFailure(.invalid, "number \(place + 1) is no telephone number") }
            numbers.append(number)
        }
        return try await platform.database.transaction { [platform, numbers] transaction in
            try Self.put(numbers, tenant: request.tenant, source: request.source, by: "operator", platform, transaction)
        }
    }

    func allow(_ request: AllowCalls) async throws -> Done {
        guard let number = CalledNumber.canonical(request.number.revealed) else { throw RequestFailure(.invalid, "that is no telephone number") }
        let index = sealer.blindIndex(number, kind: "number", tenant: request.tenant)
        guard try await platform.database.execute("DELETE FROM no_call WHERE tenant = \(request.tenant) AND number_index = \(index)") == 1 else {
            throw RequestFailure(.notFound, "the number is not on the list")
        }
        return Done()
    }

    func list(_ request: ListNoCalls) async throws -> ListNoCalls.Answer {
        struct Stored: Sendable {
            var index: String
            var number: Sealed<String>
            var since: Timestamp
            var source: String
        }
        let stored = try await platform.database.query(
            """
            SELECT number_index, number, since, source FROM no_call WHERE tenant = \(request.tenant)
            ORDER BY since DESC, number_index LIMIT \(min(max(request.limit, 1), Self.longest))
            """
        ) { row in
            Stored(index: try row.get("number_index"), number: Sealed(box: try row.get("number")), since: try row.get("since"), source: try row.get("source"))
        }
        var numbers: [NoCall] = []
        for one in stored {
            let number = try? await sealer.open(one.number, kind: "no-call", subject: one.index)
            numbers.append(NoCall(number: number.map { Masked($0) }, since: one.since, source: one.source))
        }
        let total = try await platform.database.query("SELECT count(*) AS n FROM no_call WHERE tenant = \(request.tenant)") { try $0.get("n", as: Int.self) }.first
        return ListNoCalls.Answer(numbers: numbers, total: total ?? numbers.count)
    }

    func sealed(_ number: Masked<String>, tenant: TenantID) async throws -> Number? {
        guard let number = CalledNumber.canonical(number.revealed) else { return nil }
        let index = sealer.blindIndex(number, kind: "number", tenant: tenant)
        return Number(index: index, box: try await sealer.seal(number, person: sealer.person(number: number, tenant: tenant), kind: "no-call", subject: index))
    }

    func sealed(numberOf ticket: TicketID, tenant: TenantID) async throws -> Number? {
        guard let number = try await open.ticket(ticket, tenant: tenant)?.number else { return nil }
        return try await sealed(number, tenant: tenant)
    }

    /// Saying no again moves the moment: what was wished in between ends too.
    static func put(_ numbers: [Number], tenant: TenantID, source: String, by: String, _ platform: Platform, _ transaction: any Transaction) throws -> RefuseCalls.Answer {
        let now = platform.time.timestamp()
        var answer = RefuseCalls.Answer(added: 0, ended: 0)
        for number in numbers {
            let isNew = try transaction.query(
                """
                INSERT INTO no_call (tenant, number_index, number, since, source, by) VALUES (\(tenant), \(number.index), \(number.box.box), \(now), \(source), \(by))
                ON CONFLICT (tenant, number_index) DO UPDATE SET since = excluded.since, source = excluded.source, by = excluded.by RETURNING xmax = 0 AS new
                """
            ) { try $0.get("new", as: Bool.self) }
            if isNew.first == true { answer.added += 1 }
            let wished = try transaction.query(
                "SELECT ticket FROM call_back WHERE tenant = \(tenant) AND number_index = \(number.index) AND is_open FOR UPDATE"
            ) { TicketID(try $0.get("ticket")) }
            for ticket in wished { try CallBacks.finish(ticket, tenant, .cancelled, by: by, "refused", platform, transaction) }
            answer.ended += wished.count
        }
        return answer
    }
}
