import Contracts
import RoutingCore
import Store
import Vocabulary

/// The rows of calls: what Routing knows of each, and the locks under which it changes.
struct Calls {
    var transaction: any Transaction

    struct Known: Sendable {
        var call: CallID
        var tenant: TenantID
        var dialled: String
        var gateway: InstanceID
        var speech: InstanceID?
        var epoch: Int
        var queue: QueueName
        var state: String
        var revision: Int
        var reason: HandOverReason?
        var trace: TraceParent
        var queuedAt: Timestamp?
    }

    func admit(_ request: AdmitCall, plan: NumberPlan, speech: InstanceID?) throws {
        try transaction.execute(
            """
            INSERT INTO call (call, tenant, dialled, gateway, speech, queue, trace)
            VALUES (\(request.call), \(plan.tenant), \(request.dialled), \(request.gateway), \(speech), \(plan.queue), \(request.trace.value))
            ON CONFLICT (call) DO NOTHING
            """)
    }

    /// Locks the row until the transaction ends.
    func locked(_ call: CallID) throws -> Known? {
        try transaction.query(
            """
            SELECT call, tenant, dialled, gateway, speech, epoch, queue, state, revision, reason, trace, queued_at
            FROM call WHERE call = \(call) FOR UPDATE
            """, Self.known
        ).first
    }

    func reassign(_ call: CallID, speech: InstanceID?, epoch: Int) throws {
        try transaction.execute("UPDATE call SET speech = \(speech), epoch = \(epoch) WHERE call = \(call)")
    }

    func queue(_ request: HandOver, at now: Timestamp) throws {
        try transaction.execute(
            """
            UPDATE call SET state = 'waiting', reason = \(request.reason.rawValue), skills = \(request.skills), priority = \(request.priority),
                   revision = \(request.revision), queued_at = coalesce(queued_at, \(now)) WHERE call = \(request.call)
            """)
    }

    func waiting(in queue: QueueName, of tenant: TenantID) throws -> [Matching.WaitingCall] {
        try transaction.query(
            """
            SELECT call, skills, priority, queued_at, declined_by FROM call
            WHERE tenant = \(tenant) AND queue = \(queue) AND state = 'waiting' ORDER BY priority DESC, queued_at LIMIT 200
            """
        ) { row in
            Matching.WaitingCall(
                call: try row.get("call"), skills: Set(try row.get("skills", as: [String].self)), priority: try row.get("priority"),
                queuedAt: try row.get("queued_at"),
                declinedBy: Set(try row.get("declined_by", as: [String].self).map { AgentID($0) }))
        }
    }

    func set(_ state: String, of call: CallID) throws {
        try transaction.execute("UPDATE call SET state = \(state) WHERE call = \(call)")
    }

    /// Back into the queue, where it was; the agent who did not take it is remembered.
    func waitAgain(_ call: CallID, declinedBy agent: AgentID?) throws {
        try transaction.execute(
            """
            UPDATE call SET state = 'waiting', declined_by = array_remove(array_append(declined_by, \(agent?.value)), NULL)
            WHERE call = \(call) AND state = 'offered'
            """)
    }

    func connected(_ call: CallID, at now: Timestamp) throws {
        try transaction.execute("UPDATE call SET state = 'connected', connected_at = \(now) WHERE call = \(call)")
    }

    static func known(_ row: Row) throws -> Known {
        Known(
            call: try row.get("call"), tenant: try row.get("tenant"), dialled: try row.get("dialled"), gateway: try row.get("gateway"),
            speech: try row.get("speech", as: String?.self).map { InstanceID($0) }, epoch: try row.get("epoch"), queue: try row.get("queue"),
            state: try row.get("state"), revision: try row.get("revision"),
            reason: try row.get("reason", as: String?.self).flatMap(HandOverReason.init(rawValue:)),
            trace: TraceParent(try row.get("trace")), queuedAt: try row.get("queued_at"))
    }
}
