import AgentAssistCore
import Contracts
import Runtime
import Store
import Vocabulary

/// The rows of what is on each screen, and the facts that go with them.
struct ShownCalls: Sendable {
    private let platform: Platform

    init(platform: Platform) { self.platform = platform }

    /// The page has acknowledged: the row and the event are one transaction.
    func acknowledged(_ request: ShowContext, revision: Int, latency: Duration, causation: EventID?) async throws {
        let draft = platform.draft(
            ContextAcknowledged(call: request.call, agent: request.agent, revision: revision, latency: latency.nanoseconds / 1000),
            tenant: request.tenant, trace: request.trace, causation: causation)
        try await platform.database.transaction { transaction in
            try transaction.execute(
                """
                INSERT INTO shown_call (call, tenant, agent, fence, revision) VALUES (\(request.call), \(request.tenant), \(request.agent), \(request.fence), \(revision))
                ON CONFLICT (call) DO UPDATE SET agent = excluded.agent, fence = excluded.fence, revision = excluded.revision, shown_at = now()
                WHERE shown_call.fence <= excluded.fence
                """)
            transaction.append(draft)
        }
    }

    /// The calls that an agent has on the screen, by call.
    func calls(of agent: AgentID) async throws -> [(call: CallID, fence: Int64)] {
        try await platform.database.query("SELECT call, fence FROM shown_call WHERE agent = \(agent) ORDER BY call LIMIT 10") { row in
            (CallID(try row.get("call")), try row.get("fence", as: Int64.self))
        }
    }

    func ended(_ call: CallID) async throws { try await platform.database.execute("DELETE FROM shown_call WHERE call = \(call)") }
}
