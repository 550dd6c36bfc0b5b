import Contracts
import Runtime
import Security
import Store
import TicketingCore
import Vocabulary

/// The list of those who want to be rung back, in PostgreSQL: every decision is taken with the tenant's list locked.
struct CallBacks: Sendable {
    let platform: Platform
    let open: OpenTickets
    let noCalls: NoCalls

    /// More wishes than a morning's shift would ring; those after them come when these are done.
    private static let longest = 1000

    func take(_ request: TakeCallBack) async throws -> TakeCallBack.Answer {
        let next = try await platform.database.transaction { [platform] transaction in
            let now = platform.time.timestamp()
            let list = CallBackList(try Self.waiting(request.tenant, transaction))
            for ticket in list.refused { try Self.finish(ticket, request.tenant, .cancelled, by: "no-call", "refused", platform, transaction) }
            let next = list.next(for: request.agent, at: now)
            if case .take(let callBack) = next { try Self.claim(callBack, request, platform, transaction) }
            return next
        }
        switch next {
        case .nobody(let next): return .nobody(next: next)
        case .take(let callBack), .has(let callBack):
            guard let ticket = try await open.ticket(callBack.ticket, tenant: request.tenant) else {
                throw RequestFailure(.conflict, "the ticket was done meanwhile; take the next")
            }
            return .taken(ticket)
        }
    }

    func finish(_ request: FinishCallBack) async throws -> Done {
        let refused = request.outcome == .refused ? try await noCalls.sealed(numberOf: request.ticket, tenant: request.tenant) : nil
        return try await platform.database.transaction { [platform] transaction in
            let now = platform.time.timestamp()
            guard let callBack = try Self.waiting(request.tenant, transaction).first(where: { $0.ticket == request.ticket }) else {
                throw RequestFailure(.notFound, "no such call-back waits")
            }
            guard let end = CallBackList.end(callBack, by: request.agent, fence: request.fence, request.outcome, at: now) else {
                throw RequestFailure(.conflict, "this call-back is somebody else's by now")
            }
            switch end {
            case .again(let again): try Self.free(again, request, platform, transaction)
            case .off(let state): try Self.finish(request.ticket, request.tenant, state, by: request.agent.value, request.outcome.rawValue, platform, transaction)
            }
            if let refused { _ = try NoCalls.put([refused], tenant: request.tenant, source: "call-back", by: request.agent.value, platform, transaction) }
            return Done()
        }
    }

    // MARK: Rows

    private static func waiting(_ tenant: TenantID, _ transaction: any Transaction) throws -> [CallBack] {
        try transaction.query(
            """
            SELECT call_back.ticket, wished_at, not_before, agreed, urgent, tries, agent, fence, claimed_until,
                   EXISTS (SELECT FROM no_call WHERE no_call.tenant = call_back.tenant AND no_call.number_index = call_back.number_index AND since > wished_at) AS refused
            FROM call_back JOIN ticket USING (ticket) WHERE call_back.tenant = \(tenant) AND is_open ORDER BY wished_at, call_back.ticket LIMIT \(longest) FOR UPDATE OF call_back
            """
        ) { row in
            var claim: CallBack.Claim?
            if let agent = try row.get("agent", as: String?.self), let until = try row.get("claimed_until", as: Timestamp?.self) {
                claim = CallBack.Claim(agent: AgentID(agent), fence: try row.get("fence"), until: until)
            }
            return CallBack(
                ticket: try row.get("ticket"), wishedAt: try row.get("wished_at"), notBefore: try row.get("not_before"), isAgreed: try row.get("agreed"),
                isUrgent: try row.get("urgent"), isRefused: try row.get("refused"), tries: try row.get("tries"), claim: claim)
        }
    }

    private static func claim(_ callBack: CallBack, _ request: TakeCallBack, _ platform: Platform, _ transaction: any Transaction) throws {
        try transaction.execute(
            """
            UPDATE call_back SET agent = \(request.agent), fence = \(callBack.claim?.fence ?? 0), claimed_until = \(callBack.claim?.until)
            WHERE ticket = \(callBack.ticket)
            """)
        try OpenTickets.turn(callBack.ticket, .dispatched, by: request.agent.value, nil, tenant: request.tenant, platform, transaction)
    }

    private static func free(_ callBack: CallBack, _ request: FinishCallBack, _ platform: Platform, _ transaction: any Transaction) throws {
        try transaction.execute(
            """
            UPDATE call_back SET not_before = \(callBack.notBefore), tries = \(callBack.tries), claimed_until = \(callBack.claim?.until) WHERE ticket = \(callBack.ticket)
            """)
        try OpenTickets.turn(callBack.ticket, .open, by: request.agent.value, request.outcome.rawValue, tenant: request.tenant, platform, transaction)
    }

    static func finish(_ ticket: TicketID, _ tenant: TenantID, _ state: TicketState, by: String, _ note: String, _ platform: Platform, _ transaction: any Transaction) throws {
        try transaction.execute("UPDATE call_back SET is_open = false WHERE ticket = \(ticket)")
        try OpenTickets.turn(ticket, state, by: by, note, tenant: tenant, platform, transaction)
    }
}
