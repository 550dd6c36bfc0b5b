import Contracts
import RoutingCore
import Store
import Vocabulary

/// The rows of queues: their rules, and what is remembered from call to call.
struct Queues {
    var transaction: any Transaction

    struct Known: Sendable {
        var name: QueueName
        var tenant: TenantID
        var rules: QueueRules
        /// The rank of the member who was asked last.
        var turn: Int
        var service: ServiceTime
    }

    /// Locks the queue, so that two instances do not match the same calls and people at once. Queues are locked before
    /// calls, and calls before agents; several in the order of their names.
    /// - Returns: nil when there is no such queue.
    func locked(_ queue: QueueName, of tenant: TenantID) throws -> Known? {
        try transaction.query(
            "SELECT name, tenant, rules, turn, served, service_ms FROM queue WHERE tenant = \(tenant) AND name = \(queue) FOR UPDATE", Self.known
        ).first
    }

    /// The queue that a call is in.
    func locked(of call: CallID) throws -> Known? {
        try transaction.query(
            """
            SELECT name, tenant, rules, turn, served, service_ms FROM queue
            WHERE (tenant, name) IN (SELECT tenant, queue FROM call WHERE call = \(call)) FOR UPDATE
            """, Self.known
        ).first
    }

    /// As it is now, without a lock.
    func known(_ queue: QueueName, of tenant: TenantID) throws -> Known? {
        try transaction.query("SELECT name, tenant, rules, turn, served, service_ms FROM queue WHERE tenant = \(tenant) AND name = \(queue)", Self.known).first
    }

    /// Every queue that an agent serves.
    func locked(servedBy agent: AgentID, of tenant: TenantID) throws -> [Known] {
        try transaction.query(
            """
            SELECT name, tenant, rules, turn, served, service_ms FROM queue
            WHERE tenant = \(tenant) AND name IN (SELECT queue FROM member WHERE tenant = \(tenant) AND agent = \(agent)) ORDER BY name FOR UPDATE
            """, Self.known)
    }

    /// Every queue that whoever talks in this call serves, and the call's own.
    func locked(around call: CallID) throws -> [Known] {
        try transaction.query(
            """
            SELECT name, tenant, rules, turn, served, service_ms FROM queue WHERE (tenant, name) IN
              (SELECT member.tenant, member.queue FROM agent JOIN member USING (tenant, agent) WHERE agent.call = \(call)
               UNION SELECT tenant, queue FROM call WHERE call = \(call)) ORDER BY tenant, name FOR UPDATE
            """, Self.known)
    }

    /// The same, and another of the call's tenant.
    func locked(around call: CallID, and name: QueueName) throws -> [Known] {
        try transaction.query(
            """
            SELECT name, tenant, rules, turn, served, service_ms FROM queue WHERE (tenant, name) IN
              (SELECT member.tenant, member.queue FROM agent JOIN member USING (tenant, agent) WHERE agent.call = \(call)
               UNION SELECT tenant, queue FROM call WHERE call = \(call)
               UNION SELECT tenant, \(name)::text FROM call WHERE call = \(call)) ORDER BY tenant, name FOR UPDATE
            """, Self.known)
    }

    func turned(_ queue: Known, to rank: Int) {
        transaction.post("UPDATE queue SET turn = \(rank) WHERE tenant = \(queue.tenant) AND name = \(queue.name)")
    }

    func served(in queue: Known, for duration: Duration) {
        var service = queue.service
        service.served(for: duration)
        transaction.post(
            """
            UPDATE queue SET served = \(service.count), service_ms = \(service.mean.nanoseconds / 1_000_000)
            WHERE tenant = \(queue.tenant) AND name = \(queue.name)
            """)
    }

    static func known(_ row: Row) throws -> Known {
        Known(name: try row.get("name"), tenant: try row.get("tenant"), rules: try rules(row), turn: try row.get("turn"), service: try service(row))
    }

    static func service(_ row: Row) throws -> ServiceTime {
        ServiceTime(count: try row.get("served"), mean: .milliseconds(try row.get("service_ms", as: Int64.self)))
    }

    static func rules(_ row: Row) throws -> QueueRules {
        let text = try row.get("rules", as: String.self)
        do { return try Body.decode(QueueRules.self, from: Array(text.utf8)) } catch {
            throw StoreError(.unexpectedValue, "the rules of a queue cannot be read; put the queue again with: hotline queues put")
        }
    }
}
