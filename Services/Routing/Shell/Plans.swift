import Contracts
import RoutingCore
import Store
import Vocabulary

/// What the operator provisioned: numbers, queues and who serves them.
struct Plans {
    var database: any Database

    func number(_ dialled: String) async throws -> NumberPlan? {
        try await database.query("SELECT number, tenant, pack, queue, hours FROM number_plan WHERE number = \(dialled)", Self.plan).first
    }

    /// One of the tenant's numbers: before all others one whose queue this agent works in.
    func number(of tenant: TenantID, for agent: AgentID) async throws -> NumberPlan? {
        try await database.query(
            """
            SELECT number, tenant, pack, queue, hours FROM number_plan WHERE tenant = \(tenant)
            ORDER BY EXISTS (SELECT FROM member WHERE member.tenant = number_plan.tenant AND member.queue = number_plan.queue AND member.agent = \(agent)) DESC, number LIMIT 1
            """, Self.plan
        ).first
    }

    func put(_ plan: NumberPlan) async throws {
        guard BusinessHours(plan.hours) != nil else { throw RequestFailure(.invalid, "hours must be such as 08:00-20:00, or workdays 08:00-20:00, restdays 09:00-17:00") }
        guard !plan.number.isEmpty, plan.number.utf8.count <= 32 else { throw RequestFailure(.invalid, "a number has 1 to 32 characters") }
        try await database.execute(
            """
            INSERT INTO number_plan (number, tenant, pack, queue, hours)
            VALUES (\(plan.number), \(plan.tenant), \(plan.pack), \(plan.queue), \(plan.hours))
            ON CONFLICT (number) DO UPDATE SET tenant = excluded.tenant, pack = excluded.pack, queue = excluded.queue, hours = excluded.hours
            """)
    }

    static func plan(_ row: Row) throws -> NumberPlan {
        NumberPlan(number: try row.get("number"), tenant: try row.get("tenant"), pack: try row.get("pack"), queue: try row.get("queue"), hours: try row.get("hours"))
    }
}
