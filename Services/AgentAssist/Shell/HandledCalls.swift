import AgentAssistCore
import Contracts
import Runtime
import Security
import Store
import Vocabulary

/// The rows of what each person did with each call.
struct HandledCalls: Sendable {
    let platform: Platform

    /// The agent's part of the call is over.
    func finished(_ event: HandOverFinished, tenant: TenantID, at time: Timestamp) async throws {
        let began = time + .milliseconds(-max(0, event.talked))
        try await platform.database.execute(
            """
            INSERT INTO handled_call (call, agent, tenant, began_at, ended_at, talked_ms) VALUES (\(event.call), \(event.agent), \(tenant), \(began), \(time), \(event.talked))
            ON CONFLICT (call, agent) DO UPDATE SET began_at = excluded.began_at, ended_at = excluded.ended_at, talked_ms = excluded.talked_ms
            """)
    }

    /// What only the desk that shows the call knows.
    func keep(score: Int?, caller: Masked<String>?, pack: PackName?, of call: CallID, agent: AgentID, tenant: TenantID) async throws {
        let index = caller.map { platform.sealer.blindIndex($0.revealed, kind: "number", tenant: tenant) }
        try await platform.database.execute(
            """
            INSERT INTO handled_call (call, agent, tenant, score, caller, pack) VALUES (\(call), \(agent), \(tenant), \(score), \(index), \(pack))
            ON CONFLICT (call, agent) DO UPDATE SET score = coalesce(excluded.score, handled_call.score), caller = coalesce(excluded.caller, handled_call.caller), pack = coalesce(excluded.pack, handled_call.pack)
            """)
    }

    func put(notes: Masked<String>, of call: CallID, agent: AgentID, person: DataSubject) async throws {
        let sealed = try await platform.sealer.seal(notes.revealed, person: person, kind: Self.notes, subject: Self.subject(call, agent))
        try await platform.database.execute(
            """
            INSERT INTO handled_call (call, agent, tenant, notes) VALUES (\(call), \(agent), \(person.tenant), \(sealed))
            ON CONFLICT (call, agent) DO UPDATE SET notes = excluded.notes
            """)
    }

    func notes(of call: CallID, agent: AgentID) async throws -> Masked<String>? {
        let box = try await platform.database.query("SELECT notes FROM handled_call WHERE call = \(call) AND agent = \(agent) AND notes IS NOT NULL") {
            try $0.get("notes", as: Sealed<String>.self)
        }.first
        guard let box else { return nil }
        return Masked(try await platform.sealer.open(box, kind: Self.notes, subject: Self.subject(call, agent)))
    }

    /// The latest calls of a number that people had.
    func past(of number: Masked<String>, tenant: TenantID, but call: CallID, limit: Int = 5) async throws -> [CallPicture.PastCall] {
        let index = platform.sealer.blindIndex(number.revealed, kind: "number", tenant: tenant)
        let rows = try await platform.database.query(
            """
            SELECT call, agent, began_at, code, summary FROM handled_call WHERE tenant = \(tenant) AND caller = \(index) AND call <> \(call) AND ended_at IS NOT NULL
            ORDER BY began_at DESC LIMIT \(limit)
            """
        ) { row in
            (
                CallPicture.PastCall(
                    call: try row.get("call"), at: try row.get("began_at"), agent: try row.get("agent"), code: try row.get("code", as: String?.self).flatMap(WrapUp.Code.init), summary: nil),
                try row.get("summary", as: Sealed<String>?.self)
            )
        }
        var calls: [CallPicture.PastCall] = []
        for (call, box) in rows {
            var shown = call
            // A person who was erased leaves the fact of the call behind, without its words.
            if let box { shown.summary = try? await Masked(platform.sealer.open(box, kind: CallWrappedUp.type, subject: call.call.value)) }
            calls.append(shown)
        }
        return calls
    }

    /// Calls of an agent that nobody has closed, the latest first.
    func unfinished(of agent: AgentID, since: Timestamp) async throws -> [UnfinishedCall] {
        try await platform.database.query(
            """
            SELECT call, pack, ended_at FROM handled_call WHERE agent = \(agent) AND began_at >= \(since) AND ended_at IS NOT NULL AND code IS NULL ORDER BY began_at DESC LIMIT 50
            """
        ) { UnfinishedCall(call: try $0.get("call"), pack: try $0.get("pack"), endedAt: try $0.get("ended_at")) }
    }

    /// The row and the fact are one transaction. Wrapped up again, the later word counts.
    func wrapUp(_ wrapUp: WrapUp, of call: CallID, agent: AgentID, person: DataSubject, trace: TraceParent) async throws {
        let summary = try await platform.sealer.seal(wrapUp.summary.revealed, person: person, kind: CallWrappedUp.type, subject: call.value)
        let now = platform.time.timestamp()
        try await platform.database.transaction { [platform] transaction in
            let row = try transaction.query(
                """
                INSERT INTO handled_call (call, agent, tenant, code, summary, wrapped_at) VALUES (\(call), \(agent), \(person.tenant), \(wrapUp.code.rawValue), \(summary), \(now))
                ON CONFLICT (call, agent) DO UPDATE SET code = excluded.code, summary = excluded.summary, wrapped_at = excluded.wrapped_at
                RETURNING score, ended_at
                """
            ) { (score: try $0.get("score", as: Int?.self), endedAt: try $0.get("ended_at", as: Timestamp?.self)) }.first
            let took = (now - (row?.endedAt ?? now)).nanoseconds / 1_000_000
            transaction.append(
                platform.draft(
                    CallWrappedUp(call: call, agent: agent, code: wrapUp.code.rawValue, score: row?.score, took: max(0, took), summary: summary),
                    tenant: person.tenant, trace: trace))
        }
    }

    private static let notes = "handled-call.notes"
    private static func subject(_ call: CallID, _ agent: AgentID) -> String { "\(call)/\(agent)" }
}

/// A call that its agent still has to close.
public struct UnfinishedCall: Codable, Sendable, Hashable {
    public var call: CallID
    public var pack: PackName?
    public var endedAt: Timestamp
}
