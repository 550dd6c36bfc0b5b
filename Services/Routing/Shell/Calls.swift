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
        var skills: [String]
        var priority: Int
        var trace: TraceParent
        var queuedAt: Timestamp?
        var enteredAt: Timestamp?
        var connectedAt: Timestamp?
        var visited: [String]
        /// Who has it.
        var agent: AgentID?
        var agentLeg: LegID?
        /// The leg of an agent who has given it away and is still to be dropped.
        var droppingLeg: LegID?
    }

    /// A call with the leg of the agent who has it.
    struct Held: Sendable {
        var call: Known
        var leg: LegID
    }

    func admit(_ request: AdmitCall, plan: NumberPlan, speech: InstanceID?, caller index: String?) throws {
        try transaction.execute(
            """
            INSERT INTO call (call, tenant, dialled, gateway, speech, queue, trace, caller_index)
            VALUES (\(request.call), \(plan.tenant), \(request.dialled), \(request.gateway), \(speech), \(plan.queue), \(request.trace.value), \(index))
            ON CONFLICT (call) DO NOTHING
            """)
    }

    /// Locks the row until the transaction ends.
    func locked(_ call: CallID) throws -> Known? {
        try transaction.query("SELECT * FROM call WHERE call = \(call) FOR UPDATE", Self.known).first
    }

    func reassign(_ call: CallID, speech: InstanceID?, epoch: Int) throws {
        try transaction.execute("UPDATE call SET speech = \(speech), epoch = \(epoch) WHERE call = \(call)")
    }

    /// A call that nobody was sought for yet goes to the queue of this name, if its tenant has one. The queue is locked before
    /// the call, as everywhere.
    func choose(_ queue: QueueName, for call: CallID) throws {
        try transaction.execute(
            """
            WITH wanted AS MATERIALIZED (
              SELECT queue.name FROM queue JOIN call USING (tenant) WHERE call.call = \(call) AND queue.name = \(queue) FOR UPDATE OF queue)
            UPDATE call SET queue = wanted.name FROM wanted WHERE call.call = \(call) AND call.state = 'assistant' AND call.queue <> wanted.name
            """)
    }

    /// Puts a call into the queue that it belongs to; one that waits already keeps when it came.
    /// - Returns: how many stand before it.
    func queue(_ call: WaitingCall, _ request: HandOver, in queue: Queues.Known, at now: Timestamp) throws -> Int {
        let place = Place(of: call, rules: queue.rules)
        let look = Overflow.nextLook(at: call, enteredAt: now, rules: queue.rules, after: now)
        return try transaction.query(
            """
            UPDATE call SET state = 'waiting', reason = \(request.reason.rawValue), skills = \(request.skills), priority = \(call.priority),
                   revision = \(request.revision), queued_at = \(call.queuedAt), entered_at = coalesce(entered_at, \(now)), look_at = \(look),
                   band = \(place.band), since = \(place.since) WHERE call = \(call.call)
            RETURNING (SELECT count(*) FROM call other WHERE other.tenant = call.tenant AND other.queue = call.queue AND other.state = 'waiting'
                       AND other.call <> call.call AND (other.band, other.since, other.call) < (\(place.band), \(place.since), \(call.call))) AS ahead
            """
        ) { try $0.get("ahead", as: Int.self) }.first ?? 0
    }

    /// How many stand before a call that waits.
    func ahead(of call: CallID) throws -> Int {
        try transaction.query(
            """
            SELECT count(*) AS ahead FROM call other JOIN call mine ON mine.call = \(call) AND other.tenant = mine.tenant AND other.queue = mine.queue
            WHERE other.state = 'waiting' AND (other.band, other.since, other.call) < (mine.band, mine.since, mine.call)
            """
        ) { try $0.get("ahead", as: Int.self) }.first ?? 0
    }

    func lookAgain(_ call: CallID, at next: Timestamp?) {
        transaction.post("UPDATE call SET look_at = \(next) WHERE call = \(call)")
    }

    /// A part of a queue in its order, and how many people there are for it.
    struct Page: Sendable {
        var calls: [WaitingCall] = []
        /// Members who are ready, with a phone that can be rung, and without a lease; not counted beyond the size of a page.
        var free = 0
    }

    /// - Parameters:
    ///   - most: calls in a page at most.
    ///   - limit: nil for as many as there are people, but four at least; then none are read where nobody is free.
    func page(of queue: Queues.Known, after place: Place?, limit: Int?, most: Int) throws -> Page {
        let start = place ?? Place(band: Int(Int32.min), since: Timestamp(microseconds: 0), call: "")
        let rows = try transaction.query(
            """
            WITH free AS MATERIALIZED (
                SELECT count(*) AS people FROM (
                    SELECT FROM agent JOIN member USING (tenant, agent)
                    WHERE tenant = \(queue.tenant) AND member.queue = \(queue.name) AND agent.presence = 'ready' AND agent.call IS NULL
                      AND agent.phone NOT IN (SELECT phone FROM silent_phone) LIMIT \(most)) AS someone)
            SELECT call, skills, priority, queued_at, declined_by, (SELECT people FROM free) AS people,
                   CASE WHEN \(queue.rules.lastAgent != nil) THEN (
                       SELECT before.agent FROM call before WHERE before.tenant = call.tenant AND before.caller_index = call.caller_index
                       AND before.agent IS NOT NULL AND before.call <> call.call ORDER BY before.connected_at DESC LIMIT 1) END AS last_agent
            FROM call WHERE tenant = \(queue.tenant) AND queue = \(queue.name) AND state = 'waiting'
              AND (band, since, call) > (\(start.band), \(start.since), \(start.call)) ORDER BY band, since, call
            LIMIT coalesce(\(limit), (SELECT CASE WHEN people = 0 THEN 0 ELSE greatest(people, 4) END FROM free))
            """
        ) { row in (try Self.waiting(row), try row.get("people", as: Int.self)) }
        return Page(calls: rows.map(\.0), free: rows.first?.1 ?? 0)
    }

    private static func waiting(_ row: Row) throws -> WaitingCall {
        WaitingCall(
            call: try row.get("call"), skills: Set(try row.get("skills", as: [String].self)), priority: try row.get("priority"),
            queuedAt: try row.get("queued_at"), declinedBy: Set(try row.get("declined_by", as: [String].self).map { AgentID($0) }),
            lastAgent: try row.get("last_agent", as: String?.self).map { AgentID($0) })
    }

    /// A call with its queue and what decides whether people answer.
    struct Asked: Sendable {
        var call: Known
        var queue: Queues.Known
        var isOpen: Bool
        /// Who has been free for the longest and could be rung, where that decides and nobody else waits. Looked for among a few
        /// people only: nil says nothing.
        var ready: Ready?
    }

    /// An agent who was free when the queue was locked, and the token of the lease that could be given.
    struct Ready: Sendable {
        var agent: IdleAgent
        var phone: String
        var phoneOnly: Bool
        var fence: Int64
    }

    /// All that a hand-over has to know, in one round trip; locks the queue, then the call.
    func asked(_ request: HandOver, calendar: WorkCalendar, at now: Timestamp) throws -> Asked? {
        try transaction.query(
            """
            WITH mine AS MATERIALIZED (
                SELECT name, rules, turn, served, service_ms FROM queue
                WHERE (tenant, name) IN (SELECT tenant, queue FROM call WHERE call = \(request.call)) FOR UPDATE)
            SELECT call.*, mine.*, (SELECT hours FROM number_plan WHERE number = call.dialled) AS hours,
                   to_char(local, 'YYYY-MM-DD') AS date, extract(isodow FROM local)::int AS weekday,
                   (extract(hour FROM local) * 60 + extract(minute FROM local))::int AS minute,
                   first.*, CASE WHEN first.ready IS NOT NULL THEN nextval('fence') END AS fence
            FROM mine CROSS JOIN call CROSS JOIN (SELECT \(now)::timestamptz AT TIME ZONE 'Asia/Shanghai' AS local) AS clock
            LEFT JOIN LATERAL (
                SELECT free.*, member.skills AS ready_skills, member.levels, member.rank
                FROM (SELECT agent AS ready, phone, phone_only, idle_since, calls, talked_ms FROM agent
                      WHERE agent.tenant = call.tenant AND presence = 'ready' AND agent.call IS NULL ORDER BY idle_since LIMIT 16) AS free
                JOIN member ON member.tenant = call.tenant AND member.queue = call.queue AND member.agent = free.ready
                WHERE member.skills @> \(request.skills)::text[] AND free.phone NOT IN (SELECT phone FROM silent_phone)
                  AND coalesce(mine.rules::json->>'strategy', 'longest-idle') = 'longest-idle'
                  AND NOT EXISTS (SELECT FROM call other WHERE other.tenant = call.tenant AND other.queue = mine.name AND other.state = 'waiting')
                ORDER BY free.idle_since, free.ready LIMIT 1) AS first ON true
            WHERE call.call = \(request.call) FOR UPDATE OF call
            """
        ) { row in
            Asked(call: try Self.known(row), queue: try Queues.known(row), isOpen: try calendar.isOpen(row), ready: try Self.ready(row))
        }.first
    }

    private static func ready(_ row: Row) throws -> Ready? {
        guard let agent = try row.get("ready", as: String?.self) else { return nil }
        let skills = Agents.levels(of: try row.get("ready_skills"), try row.get("levels"))
        return Ready(
            agent: IdleAgent(
                agent: AgentID(agent), skills: skills, idleSince: try row.get("idle_since"), calls: try row.get("calls"),
                talked: .milliseconds(try row.get("talked_ms", as: Int64.self)), rank: try row.get("rank")),
            phone: try row.get("phone"), phoneOnly: try row.get("phone_only"), fence: try row.get("fence"))
    }

    /// Offers a call, for which somebody is free, without its having waited.
    func offer(_ call: WaitingCall, _ request: HandOver, in queue: Queues.Known, at now: Timestamp) {
        let place = Place(of: call, rules: queue.rules)
        transaction.post(
            """
            UPDATE call SET state = 'offered', reason = \(request.reason.rawValue), skills = \(request.skills), priority = \(call.priority),
                   revision = \(request.revision), queued_at = \(call.queuedAt), entered_at = coalesce(entered_at, \(now)), look_at = NULL,
                   band = \(place.band), since = \(place.since) WHERE call = \(call.call)
            """)
    }

    func set(_ state: String, of call: CallID) {
        transaction.post("UPDATE call SET state = \(state), look_at = NULL WHERE call = \(call)")
    }

    /// Back into the queue, where it was; the agent who did not take it is remembered. While others are still being rung
    /// for it, it is offered still.
    func waitAgain(_ call: CallID, declinedBy agent: AgentID?) {
        transaction.post(
            """
            UPDATE call SET state = CASE WHEN EXISTS (SELECT FROM agent WHERE agent.call = \(call)) THEN 'offered' ELSE 'waiting' END,
                   declined_by = array_remove(array_append(declined_by, \(agent?.value)), NULL)
            WHERE call = \(call) AND state = 'offered'
            """)
    }

    /// Into another queue, with the place that its arrival gives it there.
    func move(_ call: Known, to queue: Queues.Known, place: Place, lookAt: Timestamp?, at now: Timestamp) throws {
        try transaction.execute(
            """
            UPDATE call SET queue = \(queue.name), visited = array_append(visited, \(call.queue.value)), entered_at = \(now), look_at = \(lookAt),
                   band = \(place.band), since = \(place.since), declined_by = '{}' WHERE call = \(call.call)
            """)
    }

    /// - Parameter leg: nil while the gateway has not said.
    func connected(_ call: CallID, to agent: AgentID, leg: LegID?, at now: Timestamp) {
        transaction.post("UPDATE call SET state = 'connected', connected_at = \(now), agent = \(agent), agent_leg = \(leg) WHERE call = \(call)")
    }

    func name(_ leg: LegID, of agent: AgentID, in call: CallID) throws {
        try transaction.execute("UPDATE call SET agent_leg = \(leg) WHERE call = \(call) AND agent = \(agent) AND state = 'connected'")
    }

    /// From the agent who has it into a queue; the agent's leg is to be dropped.
    func giveAway(_ held: Held, by agent: AgentID, to queue: QueueName, place: Place, lookAt: Timestamp?, at now: Timestamp) throws {
        try transaction.execute(
            """
            UPDATE call SET state = 'waiting', queue = \(queue), entered_at = \(now), queued_at = coalesce(queued_at, admitted_at), look_at = \(lookAt),
                   band = \(place.band), since = \(place.since), visited = array_append(visited, \(held.call.queue.value)),
                   declined_by = ARRAY[\(agent.value)], agent = NULL, agent_leg = NULL, dropping_leg = \(held.leg) WHERE call = \(held.call.call)
            """)
    }

    /// To another gateway, before anybody has rung.
    func move(_ call: CallID, to gateway: InstanceID) throws {
        try transaction.execute("UPDATE call SET gateway = \(gateway) WHERE call = \(call) AND state = 'placing'")
    }

    func dropped(_ leg: LegID, of call: CallID) throws {
        try transaction.execute("UPDATE call SET dropping_leg = NULL WHERE call = \(call) AND dropping_leg = \(leg)")
    }

    func handedBack(_ call: CallID, to speech: InstanceID, epoch: Int) throws {
        try transaction.execute(
            """
            UPDATE call SET state = 'assistant', speech = \(speech), epoch = \(epoch), agent = NULL, agent_leg = NULL, queued_at = NULL, entered_at = NULL,
                   declined_by = '{}' WHERE call = \(call) AND state <> 'ended'
            """)
    }

    static func known(_ row: Row) throws -> Known {
        Known(
            call: try row.get("call"), tenant: try row.get("tenant"), dialled: try row.get("dialled"), gateway: try row.get("gateway"),
            speech: try row.get("speech", as: String?.self).map { InstanceID($0) }, epoch: try row.get("epoch"), queue: try row.get("queue"),
            state: try row.get("state"), revision: try row.get("revision"),
            reason: try row.get("reason", as: String?.self).flatMap(HandOverReason.init(rawValue:)), skills: try row.get("skills"),
            priority: try row.get("priority"), trace: TraceParent(try row.get("trace")), queuedAt: try row.get("queued_at"),
            enteredAt: try row.get("entered_at"), connectedAt: try row.get("connected_at"), visited: try row.get("visited"),
            agent: try row.get("agent", as: String?.self).map { AgentID($0) }, agentLeg: try row.get("agent_leg", as: String?.self).map { LegID($0) },
            droppingLeg: try row.get("dropping_leg", as: String?.self).map { LegID($0) })
    }
}

extension Calls.Known {
    /// Somebody is leased for it and does not talk yet.
    var isOffered: Bool { state == "offered" || state == "placing" }

    func waiting(at now: Timestamp) -> WaitingCall {
        WaitingCall(call: call, skills: Set(skills), priority: priority, queuedAt: queuedAt ?? now)
    }
}
