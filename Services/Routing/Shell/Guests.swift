import Contracts
import Store
import Vocabulary

/// The rows of those who are in a call beside its caller and its agent: colleagues who are consulted, supervisors.
///
/// One of our people among them holds a lease on the call, as its agent does, so that nobody else rings them meanwhile.
struct Guests {
    var transaction: any Transaction

    struct Known: Sendable, Hashable {
        var leg: LegID
        var agent: AgentID?
        var fence: Int64?
        var presence: Presence?
    }

    func add(_ guest: Known, to call: CallID) throws {
        try transaction.execute(
            """
            INSERT INTO guest (call, leg, agent, fence, presence)
            VALUES (\(call), \(guest.leg), \(guest.agent), \(guest.fence), \(guest.presence?.rawValue))
            """)
    }

    func all(of call: CallID) throws -> [Known] {
        try transaction.query("SELECT leg, agent, fence, presence FROM guest WHERE call = \(call) ORDER BY leg", Self.known)
    }

    /// - Returns: nil when there was none.
    func remove(_ leg: LegID, of call: CallID) throws -> Known? {
        try transaction.query("DELETE FROM guest WHERE call = \(call) AND leg = \(leg) RETURNING leg, agent, fence, presence", Self.known).first
    }

    /// Leases somebody who has no call for being in this one. The call's own state stays as it is.
    /// - Parameter mustBeReady: whoever is consulted takes calls now; a supervisor need not.
    /// - Returns: nil when this person is not free.
    func lease(_ agent: AgentID, of tenant: TenantID, for call: CallID, as leg: LegID, mustBeReady: Bool, until ends: Timestamp) throws -> (lease: Agents.Lease, guest: Known)? {
        let found = try transaction.query(
            """
            WITH free AS (SELECT tenant, agent, presence FROM agent WHERE tenant = \(tenant) AND agent = \(agent) AND call IS NULL
                          AND (presence = 'ready' OR NOT \(mustBeReady)) FOR UPDATE SKIP LOCKED)
            UPDATE agent SET call = \(call), fence = nextval('fence'), lease_ends = \(ends), presence = 'busy', rests_until = NULL
            FROM free WHERE agent.tenant = free.tenant AND agent.agent = free.agent
            RETURNING agent.tenant, agent.agent, agent.phone, agent.phone_only, agent.call, agent.fence, free.presence AS before
            """
        ) { row in (try Agents.lease(row), try row.get("before", as: String.self)) }.first
        guard let (lease, before) = found else { return nil }
        let guest = Known(leg: leg, agent: agent, fence: lease.fence, presence: Presence(rawValue: before))
        try add(guest, to: call)
        return (lease, guest)
    }

    private static func known(_ row: Row) throws -> Known {
        Known(
            leg: try row.get("leg"), agent: try row.get("agent", as: String?.self).map { AgentID($0) }, fence: try row.get("fence"),
            presence: try row.get("presence", as: String?.self).flatMap(Presence.init(rawValue:)))
    }
}
