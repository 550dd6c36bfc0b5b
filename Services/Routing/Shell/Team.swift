import Bus
import Contracts
import RoutingCore
import Runtime
import Store
import Vocabulary

/// How queues, people and assistants stand, read without a lock.
struct Team: Sendable {
    let platform: Platform

    func describe(_ tenant: TenantID) async throws -> DescribeTeam.Answer {
        let now = platform.time.timestamp()
        async let queues = queues(of: tenant, at: now)
        async let people = people(of: tenant)
        async let calls = calls(of: tenant)
        let assistants = platform.bus.instances(of: .speechIntent).map { DescribeTeam.Assistant(instance: $0.id, calls: $0.load, capacity: $0.capacity) }
        return try await DescribeTeam.Answer(queues: queues, people: people, assistants: assistants, calls: calls)
    }

    private func queues(of tenant: TenantID, at now: Timestamp) async throws -> [DescribeTeam.Queue] {
        try await platform.database.query(
            """
            SELECT queue.name, queue.served, queue.service_ms, coalesce(waiting.n, 0) AS waiting, waiting.first, coalesce(staff.ready, 0) AS ready,
                   coalesce(staff.busy, 0) AS busy, coalesce(staff.away, 0) AS away
            FROM queue LEFT JOIN (SELECT queue, count(*) AS n, min(queued_at) AS first FROM call WHERE tenant = \(tenant) AND state = 'waiting' GROUP BY queue) AS waiting
                ON waiting.queue = queue.name
            LEFT JOIN (SELECT member.queue, count(*) FILTER (WHERE presence = 'ready' AND call IS NULL) AS ready, count(*) FILTER (WHERE call IS NOT NULL) AS busy,
                              count(*) FILTER (WHERE call IS NULL AND presence NOT IN ('ready', 'offline')) AS away
                       FROM member JOIN agent USING (tenant, agent) WHERE tenant = \(tenant) GROUP BY member.queue) AS staff ON staff.queue = queue.name
            WHERE queue.tenant = \(tenant) ORDER BY queue.name
            """
        ) { row in
            let first = try row.get("first", as: Timestamp?.self), served = try row.get("served", as: Int.self)
            return DescribeTeam.Queue(
                name: try row.get("name"), waiting: try row.get("waiting"), longestWait: first.map { max(.zero, now - $0).nanoseconds / 1_000_000 },
                ready: try row.get("ready"), busy: try row.get("busy"), away: try row.get("away"),
                meanService: served > 0 ? try row.get("service_ms", as: Int64.self) : nil)
        }
    }

    private func people(of tenant: TenantID) async throws -> [DescribeTeam.Person] {
        try await platform.database.query(
            """
            SELECT agent, presence, rests_until, call, calls, talked_ms,
                   array(SELECT queue FROM member WHERE member.tenant = agent.tenant AND member.agent = agent.agent ORDER BY queue) AS queues
            FROM agent WHERE tenant = \(tenant) ORDER BY agent LIMIT 500
            """
        ) { row in
            DescribeTeam.Person(
                agent: try row.get("agent"), presence: Presence(rawValue: try row.get("presence", as: String.self)) ?? .offline,
                until: try row.get("rests_until"), call: try row.get("call", as: String?.self).map { CallID($0) }, queues: try row.get("queues", as: [String].self).map { QueueName($0) },
                calls: try row.get("calls"), talked: try row.get("talked_ms"))
        }
    }

    private func calls(of tenant: TenantID) async throws -> [DescribeTeam.Call] {
        try await platform.database.query(
            "SELECT call, queue, agent FROM call WHERE tenant = \(tenant) AND state IN ('assistant', 'connected') ORDER BY call DESC LIMIT 200"
        ) { row in
            DescribeTeam.Call(call: try row.get("call"), queue: try row.get("queue"), agent: try row.get("agent", as: String?.self).map { AgentID($0) })
        }
    }
}
