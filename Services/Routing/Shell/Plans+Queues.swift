import Contracts
import RoutingCore
import Store
import Vocabulary

/// Queues, as the operator makes and sees them.
extension Plans {
    func put(_ plan: QueuePlan) async throws {
        try QueueRules.check(plan)
        try await database.transaction { transaction in
            try transaction.execute("INSERT INTO queue (tenant, name) VALUES (\(plan.tenant), \(plan.name)) ON CONFLICT DO NOTHING")
            if let rules = plan.rules {
                let text = String(decoding: Body.encode(rules), as: UTF8.self)
                try transaction.execute("UPDATE queue SET rules = \(text) WHERE tenant = \(plan.tenant) AND name = \(plan.name)")
            }
            try transaction.execute("DELETE FROM member WHERE tenant = \(plan.tenant) AND queue = \(plan.name)")
            for (index, member) in plan.members.enumerated() { try Self.put(member, rank: index + 1, of: plan, transaction) }
        }
        // Plans of prepared statements were made for the team as it was: for one agent, a plan that compares everybody with everybody.
        try await database.execute("ANALYZE agent, member")
    }

    /// Nobody sets the presence of somebody without a desk, so being put into a queue makes them ready.
    private static func put(_ member: QueuePlan.Member, rank: Int, of plan: QueuePlan, _ transaction: any Transaction) throws {
        let phoneOnly = member.phoneOnly ?? false
        let levels = member.skills.map { member.skillLevels[$0] ?? 1 }
        try transaction.execute(
            """
            INSERT INTO agent (tenant, agent, phone, phone_only, presence)
            VALUES (\(plan.tenant), \(member.agent), \(member.phone), \(phoneOnly), CASE WHEN \(phoneOnly) THEN 'ready' ELSE 'offline' END)
            ON CONFLICT (tenant, agent) DO UPDATE SET phone = excluded.phone, phone_only = excluded.phone_only,
                presence = CASE WHEN excluded.phone_only AND agent.presence = 'offline' THEN 'ready' ELSE agent.presence END
            """)
        try transaction.execute(
            """
            INSERT INTO member (tenant, queue, agent, skills, levels, rank)
            VALUES (\(plan.tenant), \(plan.name), \(member.agent), \(member.skills), \(levels), \(rank))
            """)
    }

    func all() async throws -> ListPlans.Answer {
        let numbers = try await database.query("SELECT number, tenant, pack, queue, hours FROM number_plan ORDER BY number", Self.plan)
        let queues = try await database.query(
            """
            SELECT tenant, name, rules, served, service_ms,
                (SELECT count(*) FROM call WHERE call.tenant = queue.tenant AND call.queue = queue.name AND state = 'waiting') AS waiting,
                (SELECT count(*) FROM member JOIN agent USING (tenant, agent) WHERE member.tenant = queue.tenant AND member.queue = queue.name AND presence <> 'offline') AS able
            FROM queue ORDER BY tenant, name
            """, Listed.init)
        let members = Dictionary(grouping: try await members()) { Key(tenant: $0.tenant, queue: $0.queue) }
        return ListPlans.Answer(numbers: numbers, queues: queues.map { $0.state(members[Key(tenant: $0.tenant, queue: $0.name)] ?? []) })
    }

    /// The queue that a diagnostic number means: `queue` where there is but one, else `queue-NAME`.
    func diagnosticQueue(_ dialled: String) async throws -> (name: QueueName, tenant: TenantID)? {
        guard let wanted = DiagnosticNumber.queue(of: dialled) else { return nil }
        let name: QueueName? = if case .named(let name) = wanted { name } else { nil }
        let found = try await database.query("SELECT tenant, name FROM queue WHERE \(name)::text IS NULL OR name = \(name) LIMIT 2") { row in
            (name: QueueName(try row.get("name")), tenant: TenantID(try row.get("tenant")))
        }
        return found.count == 1 ? found.first : nil
    }

    private struct Key: Hashable {
        var tenant: TenantID
        var queue: QueueName
    }

    private struct Listed: Sendable {
        var tenant: TenantID
        var name: QueueName
        var rules: QueueRules
        var waiting: Int
        var able: Int
        var service: ServiceTime

        init(_ row: Row) throws {
            tenant = try row.get("tenant")
            name = try row.get("name")
            rules = try Queues.rules(row)
            waiting = try row.get("waiting")
            able = try row.get("able")
            service = try Queues.service(row)
        }

        func state(_ members: [Member]) -> ListPlans.QueueState {
            let wait = WaitEstimate.wait(position: waiting + 1, agents: able, service: service)
            return ListPlans.QueueState(
                plan: QueuePlan(tenant: tenant, name: name, members: members.map(\.plan), rules: rules), waiting: waiting,
                presence: Dictionary(members.map { ($0.plan.agent, $0.presence) }) { first, _ in first },
                wait: waiting == 0 ? 0 : wait.map { Int($0.nanoseconds / 1_000_000_000) })
        }
    }

    private struct Member: Sendable {
        var tenant: TenantID
        var queue: QueueName
        var plan: QueuePlan.Member
        var presence: Presence
    }

    private func members() async throws -> [Member] {
        try await database.query(
            """
            SELECT tenant, member.queue, agent.agent, member.skills, member.levels, agent.phone, agent.phone_only, agent.presence
            FROM member JOIN agent USING (tenant, agent) ORDER BY tenant, queue, rank, agent
            """
        ) { row in
            let levels = try Agents.levels(row).filter { $0.value != 1 }, phoneOnly = try row.get("phone_only", as: Bool.self)
            let member = QueuePlan.Member(
                agent: try row.get("agent"), skills: try row.get("skills"), phone: try row.get("phone"), levels: levels.isEmpty ? nil : levels,
                phoneOnly: phoneOnly ? true : nil)
            return Member(tenant: try row.get("tenant"), queue: try row.get("queue"), plan: member, presence: Presence(rawValue: try row.get("presence")) ?? .offline)
        }
    }
}
