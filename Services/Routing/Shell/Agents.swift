import Contracts
import RoutingCore
import Store
import Vocabulary

/// The rows of the people who answer: presence, and the lease on the call that each holds.
struct Agents {
    var transaction: any Transaction

    struct Lease: Sendable, Hashable {
        var tenant: TenantID
        var agent: AgentID
        var phone: String
        var call: CallID
        var fence: Int64
    }

    /// Locks the queue, so that two instances do not match the same calls and people at once.
    func lock(_ queue: QueueName, of tenant: TenantID) throws {
        try transaction.query("SELECT 1 AS one FROM queue WHERE tenant = \(tenant) AND name = \(queue) FOR UPDATE") { _ in }
    }

    /// Ready, with a phone that can be rung, without a lease, and not being changed by anybody else.
    func idle(in queue: QueueName, of tenant: TenantID) throws -> [Matching.IdleAgent] {
        try transaction.query(
            """
            SELECT agent.agent, member.skills, agent.idle_since FROM agent JOIN member USING (tenant, agent)
            WHERE tenant = \(tenant) AND member.queue = \(queue) AND agent.presence = 'ready' AND agent.call IS NULL AND can_ring(agent.phone)
            FOR UPDATE OF agent SKIP LOCKED
            """
        ) { row in
            Matching.IdleAgent(agent: try row.get("agent"), skills: Set(try row.get("skills", as: [String].self)), idleSince: try row.get("idle_since"))
        }
    }

    func lease(_ agent: AgentID, of tenant: TenantID, to call: CallID, until ends: Timestamp) throws -> Lease? {
        try transaction.query(
            """
            UPDATE agent SET call = \(call), fence = nextval('fence'), lease_ends = \(ends), presence = 'busy'
            WHERE tenant = \(tenant) AND agent = \(agent) AND call IS NULL AND presence = 'ready' RETURNING phone, fence
            """
        ) { row in
            Lease(tenant: tenant, agent: agent, phone: try row.get("phone"), call: call, fence: try row.get("fence"))
        }.first
    }

    /// Whether the lease is still this one; locks the row.
    func holds(_ lease: Lease) throws -> Bool {
        try !transaction.query(
            """
            SELECT 1 AS one FROM agent WHERE tenant = \(lease.tenant) AND agent = \(lease.agent) AND call = \(lease.call) AND fence = \(lease.fence) FOR UPDATE
            """
        ) { _ in }.isEmpty
    }

    /// The agent talks: the lease lasts as long as the call.
    func keep(_ lease: Lease) throws {
        try transaction.execute("UPDATE agent SET lease_ends = NULL WHERE tenant = \(lease.tenant) AND agent = \(lease.agent) AND fence = \(lease.fence)")
    }

    /// Takes a lease up again that was given back while the two talk already; a newer fence stands in the way.
    func retake(_ call: CallID, by agent: AgentID, of tenant: TenantID, fence: Int64) throws -> Bool {
        try transaction.execute(
            """
            UPDATE agent SET call = \(call), lease_ends = NULL, presence = 'busy'
            WHERE tenant = \(tenant) AND agent = \(agent) AND fence = \(fence) AND call IS NULL
            """) == 1
    }

    func free(_ lease: Lease, presence: Presence, at now: Timestamp) throws {
        try transaction.execute(
            """
            UPDATE agent SET call = NULL, lease_ends = NULL, presence = \(presence.rawValue), idle_since = \(now)
            WHERE tenant = \(lease.tenant) AND agent = \(lease.agent) AND fence = \(lease.fence)
            """)
    }

    func lease(of call: CallID) throws -> Lease? {
        try transaction.query("SELECT tenant, agent, phone, call, fence FROM agent WHERE call = \(call) FOR UPDATE", Self.lease).first
    }

    func lapsed(at now: Timestamp) throws -> [Lease] {
        try transaction.query("SELECT tenant, agent, phone, call, fence FROM agent WHERE call IS NOT NULL AND lease_ends < \(now) FOR UPDATE SKIP LOCKED", Self.lease)
    }

    /// - Returns: whether the agent exists and has changed; who holds a call stays busy until it ends.
    func set(_ presence: Presence, of agent: AgentID, in tenant: TenantID, at now: Timestamp) throws -> Bool? {
        guard
            let (current, call) = try transaction.query(
                "SELECT presence, call FROM agent WHERE tenant = \(tenant) AND agent = \(agent) FOR UPDATE",
                { row in
                    (try row.get("presence", as: String.self), try row.get("call", as: String?.self))
                }
            ).first
        else { return nil }
        guard current != presence.rawValue, call == nil || presence == .offline else { return false }
        try transaction.execute(
            """
            UPDATE agent SET presence = \(presence.rawValue), idle_since = \(now) WHERE tenant = \(tenant) AND agent = \(agent)
            """)
        return true
    }

    private static func lease(_ row: Row) throws -> Lease {
        Lease(tenant: try row.get("tenant"), agent: try row.get("agent"), phone: try row.get("phone"), call: try row.get("call"), fence: try row.get("fence"))
    }
}
