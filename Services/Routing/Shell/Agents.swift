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
        var phoneOnly: Bool
        var call: CallID
        var fence: Int64
    }

    /// Idle agents who have these skills at this level, at least as many of those whom the strategy asks first as could be
    /// taken: who is asked, `Matching` decides. Not locked, so that several queues can look at once; `lease` has the last word.
    /// - Parameter last: agents who are wanted by name, and come in any case.
    func idle(in queue: Queues.Known, _ need: SkillNeed, or last: [AgentID], limit: Int) throws -> [IdleAgent] {
        let skills = need.level < 1 ? [] : need.skills.sorted(), strategy = queue.rules.strategy.rawValue
        return try transaction.query(
            """
            SELECT agent.agent, member.skills, member.levels, member.rank, agent.idle_since, agent.calls, agent.talked_ms
            FROM agent JOIN member USING (tenant, agent)
            WHERE tenant = \(queue.tenant) AND member.queue = \(queue.name) AND agent.presence = 'ready' AND agent.call IS NULL
              AND agent.phone NOT IN (SELECT phone FROM silent_phone) AND member.skills @> \(skills)::text[]
              AND (\(need.level)::int <= 1 OR NOT EXISTS (
                SELECT FROM unnest(member.skills, member.levels) AS known (skill, level)
                WHERE skill = ANY (\(skills)::text[]) AND coalesce(level, 1) < \(need.level)))
            ORDER BY agent.agent = ANY (\(last.map(\.value))::text[]) DESC,
              CASE \(strategy)::text WHEN 'fewest-calls' THEN agent.calls WHEN 'least-talk' THEN agent.talked_ms WHEN 'top-down' THEN member.rank
                WHEN 'round-robin' THEN member.rank + CASE WHEN member.rank > \(queue.turn) THEN 0 ELSE 1000000 END ELSE 0 END,
              agent.idle_since, agent.agent LIMIT \(limit)
            """
        ) { row in
            IdleAgent(
                agent: try row.get("agent"), skills: try Self.levels(row), idleSince: try row.get("idle_since"), calls: try row.get("calls"),
                talked: .milliseconds(try row.get("talked_ms", as: Int64.self)), rank: try row.get("rank"))
        }
    }

    /// Members who are signed in and could take a call with these skills, now or after waiting.
    func able(for skills: [String], in queue: Queues.Known) throws -> Int {
        let needed = queue.rules.relaxEvery == nil ? skills : []
        return try transaction.query(
            """
            SELECT count(*) AS able FROM agent JOIN member USING (tenant, agent)
            WHERE tenant = \(queue.tenant) AND member.queue = \(queue.name) AND agent.presence <> 'offline' AND member.skills @> \(needed)::text[]
              AND NOT EXISTS (SELECT FROM unnest(member.skills, member.levels) AS known (skill, level)
                              WHERE skill = ANY (\(needed)::text[]) AND coalesce(level, 1) < \(queue.rules.level))
            """
        ) { try $0.get("able", as: Int.self) }.first ?? 0
    }

    /// Gives a waiting call, or one that is being offered to others too, to an agent. The queue is locked.
    /// - Returns: nil when the agent is not free any more, or is being changed by somebody else.
    func lease(_ agent: AgentID, of tenant: TenantID, to call: CallID, until ends: Timestamp) throws -> (Lease, Calls.Known)? {
        try transaction.query(
            """
            WITH holder AS (
                UPDATE agent SET call = \(call), fence = nextval('fence'), lease_ends = \(ends), presence = 'busy', rests_until = NULL
                WHERE tenant = \(tenant) AND agent IN
                  (SELECT agent FROM agent WHERE tenant = \(tenant) AND agent = \(agent) AND call IS NULL AND presence = 'ready' FOR UPDATE SKIP LOCKED)
                RETURNING tenant, agent, phone, phone_only, fence),
            offered AS (
                UPDATE call SET state = 'offered', look_at = NULL FROM holder WHERE call.call = \(call) RETURNING call.*)
            SELECT holder.agent AS holder, holder.phone, holder.phone_only, holder.fence, call.* FROM holder, offered AS call
            """
        ) { row in
            let lease = Lease(
                tenant: tenant, agent: try row.get("holder"), phone: try row.get("phone"), phoneOnly: try row.get("phone_only"), call: call,
                fence: try row.get("fence"))
            return (lease, try Calls.known(row))
        }.first
    }

    /// The lease of an agent who was found free; fails the transaction with `taken` when that is over.
    func lease(_ ready: Calls.Ready, of tenant: TenantID, to call: CallID, until ends: Timestamp) -> Lease {
        transaction.post("SELECT lease_ready(\(tenant), \(ready.agent.agent), \(call), \(ready.fence), \(ends))")
        return Lease(tenant: tenant, agent: ready.agent.agent, phone: ready.phone, phoneOnly: ready.phoneOnly, call: call, fence: ready.fence)
    }

    static let taken = StoreError.Code.refused(sqlState: "HL010")

    /// Whether the lease is still this one; locks the row.
    func holds(_ lease: Lease) throws -> Bool {
        try !transaction.query(
            """
            SELECT 1 AS one FROM agent WHERE tenant = \(lease.tenant) AND agent = \(lease.agent) AND call = \(lease.call) AND fence = \(lease.fence) FOR UPDATE
            """
        ) { _ in }.isEmpty
    }

    func isLapsed(_ lease: Lease, at now: Timestamp) throws -> Bool {
        try !transaction.query(
            """
            SELECT 1 AS one FROM agent WHERE tenant = \(lease.tenant) AND agent = \(lease.agent) AND call = \(lease.call) AND fence = \(lease.fence)
            AND lease_ends < \(now) FOR UPDATE
            """
        ) { _ in }.isEmpty
    }

    /// The agent talks: the lease lasts as long as the call.
    func keep(_ lease: Lease) {
        transaction.post(
            """
            UPDATE agent SET lease_ends = NULL, calls = calls + 1 WHERE tenant = \(lease.tenant) AND agent = \(lease.agent) AND fence = \(lease.fence)
            """)
    }

    /// A guest talks: the lease lasts as long as the leg.
    func settle(_ lease: Lease) throws {
        try transaction.execute("UPDATE agent SET lease_ends = NULL WHERE tenant = \(lease.tenant) AND agent = \(lease.agent) AND fence = \(lease.fence)")
    }

    /// Whether the lease is that of somebody who talks, and not of one who is being rung.
    func talks(_ lease: Lease) throws -> Bool {
        try !transaction.query(
            "SELECT 1 AS one FROM agent WHERE tenant = \(lease.tenant) AND agent = \(lease.agent) AND fence = \(lease.fence) AND lease_ends IS NULL"
        ) { _ in }.isEmpty
    }

    /// Takes a lease up again that was given back while the two talk already; a newer fence stands in the way.
    func retake(_ call: CallID, by agent: AgentID, of tenant: TenantID, fence: Int64) throws -> Bool {
        try transaction.execute(
            """
            UPDATE agent SET call = \(call), lease_ends = NULL, presence = 'busy', calls = calls + 1, rests_until = NULL
            WHERE tenant = \(tenant) AND agent = \(agent) AND fence = \(fence) AND (call IS NULL OR call = \(call))
            """) == 1
    }

    /// - Parameters:
    ///   - talked: how long the call lasted that is over; zero for an offer that came to nothing.
    ///   - rest: when the agent is ready by itself: somebody without a desk, or after the work that follows a call; nil: never.
    ///   - most: until when such work may be extended.
    func free(_ lease: Lease, presence: Presence, talked: Duration = .zero, rest: Timestamp? = nil, most: Timestamp? = nil, at now: Timestamp) {
        transaction.post(
            """
            UPDATE agent SET call = NULL, lease_ends = NULL, presence = \(presence.rawValue), idle_since = \(now),
                   talked_ms = talked_ms + \(talked.nanoseconds / 1_000_000), rests_until = \(rest), wrap_up_most = \(most)
            WHERE tenant = \(lease.tenant) AND agent = \(lease.agent) AND fence = \(lease.fence)
            """)
    }

    /// Whoever holds a lease on the call; several while all are rung.
    func leases(of call: CallID) throws -> [Lease] {
        try transaction.query("SELECT tenant, agent, phone, phone_only, call, fence FROM agent WHERE call = \(call) ORDER BY agent FOR UPDATE", Self.lease)
    }

    /// - Returns: whether the agent exists and has changed; who holds a call stays busy until it ends.
    func set(_ presence: Presence, of agent: AgentID, in tenant: TenantID, at now: Timestamp) throws -> Bool? {
        guard
            let (current, call) = try transaction.query(
                "SELECT presence, call FROM agent WHERE tenant = \(tenant) AND agent = \(agent) FOR UPDATE",
                { row in (try row.get("presence", as: String.self), try row.get("call", as: String?.self)) }
            ).first
        else { return nil }
        guard current != presence.rawValue, call == nil || presence == .offline else { return false }
        let signsIn = current == Presence.offline.rawValue
        try transaction.execute(
            """
            UPDATE agent SET presence = \(presence.rawValue), idle_since = \(now), rests_until = NULL,
                   calls = CASE WHEN \(signsIn) THEN 0 ELSE calls END, talked_ms = CASE WHEN \(signsIn) THEN 0 ELSE talked_ms END
            WHERE tenant = \(tenant) AND agent = \(agent)
            """)
        return true
    }

    /// When the agent's work after a call ends, and may end at the latest; locks the row. Nil when there is none.
    func wrapUp(of agent: AgentID, in tenant: TenantID) throws -> (until: Timestamp, most: Timestamp)? {
        try transaction.query(
            """
            SELECT rests_until, wrap_up_most FROM agent
            WHERE tenant = \(tenant) AND agent = \(agent) AND presence = 'wrap-up' AND rests_until IS NOT NULL AND wrap_up_most IS NOT NULL FOR UPDATE
            """
        ) { (try $0.get("rests_until", as: Timestamp.self), try $0.get("wrap_up_most", as: Timestamp.self)) }.first
    }

    /// - Returns: false when it is not over, or something else has happened.
    func hasRested(_ agent: AgentID, of tenant: TenantID, at now: Timestamp) throws -> Bool {
        try transaction.execute(
            """
            UPDATE agent SET presence = 'ready', idle_since = \(now), rests_until = NULL
            WHERE tenant = \(tenant) AND agent = \(agent) AND presence IN ('paused', 'wrap-up') AND call IS NULL AND rests_until <= \(now)
            """) == 1
    }

    func rest(_ agent: AgentID, of tenant: TenantID, until: Timestamp) throws {
        try transaction.execute("UPDATE agent SET rests_until = \(until) WHERE tenant = \(tenant) AND agent = \(agent)")
    }

    static func lease(_ row: Row) throws -> Lease {
        Lease(
            tenant: try row.get("tenant"), agent: try row.get("agent"), phone: try row.get("phone"), phoneOnly: try row.get("phone_only"),
            call: try row.get("call"), fence: try row.get("fence"))
    }

    static func levels(_ row: Row) throws -> [String: Int] { levels(of: try row.get("skills"), try row.get("levels")) }

    static func levels(of skills: [String], _ levels: [Int]) -> [String: Int] {
        Dictionary(skills.enumerated().map { ($1, levels.indices.contains($0) ? levels[$0] : 1) }) { first, _ in first }
    }
}
