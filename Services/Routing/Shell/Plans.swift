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

    func put(_ plan: NumberPlan) async throws {
        guard BusinessHours(plan.hours) != nil else { throw RequestFailure(.invalid, "hours must be HH:mm-HH:mm, such as 08:00-20:00") }
        guard !plan.number.isEmpty, plan.number.utf8.count <= 32 else { throw RequestFailure(.invalid, "a number has 1 to 32 characters") }
        try await database.execute(
            """
            INSERT INTO number_plan (number, tenant, pack, queue, hours)
            VALUES (\(plan.number), \(plan.tenant), \(plan.pack), \(plan.queue), \(plan.hours))
            ON CONFLICT (number) DO UPDATE SET tenant = excluded.tenant, pack = excluded.pack, queue = excluded.queue, hours = excluded.hours
            """)
    }

    func put(_ plan: QueuePlan) async throws {
        try await database.transaction { transaction in
            try transaction.execute("INSERT INTO queue (tenant, name) VALUES (\(plan.tenant), \(plan.name)) ON CONFLICT DO NOTHING")
            try transaction.execute("DELETE FROM member WHERE tenant = \(plan.tenant) AND queue = \(plan.name)")
            for member in plan.members {
                try transaction.execute(
                    """
                    INSERT INTO agent (tenant, agent, phone) VALUES (\(plan.tenant), \(member.agent), \(member.phone))
                    ON CONFLICT (tenant, agent) DO UPDATE SET phone = excluded.phone
                    """)
                try transaction.execute(
                    """
                    INSERT INTO member (tenant, queue, agent, skills) VALUES (\(plan.tenant), \(plan.name), \(member.agent), \(member.skills))
                    """)
            }
        }
    }

    func all() async throws -> ListPlans.Answer {
        let numbers = try await database.query("SELECT number, tenant, pack, queue, hours FROM number_plan ORDER BY number", Self.plan)
        let queues = try await database.query(
            """
            SELECT tenant, name, (SELECT count(*) FROM call WHERE call.tenant = queue.tenant AND call.queue = queue.name AND state = 'waiting') AS waiting
            FROM queue ORDER BY tenant, name
            """
        ) { row in
            (TenantID(try row.get("tenant")), QueueName(try row.get("name")), try row.get("waiting", as: Int.self))
        }
        var states: [ListPlans.QueueState] = []
        for (tenant, name, waiting) in queues { states.append(try await state(of: name, tenant, waiting)) }
        return ListPlans.Answer(numbers: numbers, queues: states)
    }

    private func state(of name: QueueName, _ tenant: TenantID, _ waiting: Int) async throws -> ListPlans.QueueState {
        let members = try await database.query(
            """
            SELECT agent.agent, member.skills, agent.phone, agent.presence FROM member JOIN agent USING (tenant, agent)
            WHERE tenant = \(tenant) AND member.queue = \(name) ORDER BY agent.agent
            """
        ) { row in
            (
                QueuePlan.Member(agent: try row.get("agent"), skills: try row.get("skills"), phone: try row.get("phone")),
                Presence(rawValue: try row.get("presence")) ?? .offline
            )
        }
        return ListPlans.QueueState(
            plan: QueuePlan(tenant: tenant, name: name, members: members.map(\.0)), waiting: waiting,
            presence: Dictionary(uniqueKeysWithValues: members.map { ($0.0.agent, $0.1) }))
    }

    static func plan(_ row: Row) throws -> NumberPlan {
        NumberPlan(number: try row.get("number"), tenant: try row.get("tenant"), pack: try row.get("pack"), queue: try row.get("queue"), hours: try row.get("hours"))
    }
}
