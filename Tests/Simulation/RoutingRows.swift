import Contracts
import RoutingCore
import Vocabulary

/// Routing's database: the rows that its instances share, and the changes to them, each of which is one transaction.
final class RoutingRows {
    struct CallRow {
        enum State { case assistant, waiting, offered, connected, ended }
        var gateway: InstanceID
        var speech: InstanceID?
        var epoch = 1
        var state = State.assistant
        var order: HandOver?
        var queuedAt = Timestamp(microseconds: 0)
        var connectedAt = Timestamp(microseconds: 0)
        var declinedBy: Set<AgentID> = []
    }

    struct AgentRow {
        var presence = Presence.ready
        var lease: Lease?
        var idleSince: Timestamp
    }

    struct Lease: Equatable {
        var agent: AgentID
        var call: CallID
        var fence: Int64
        /// Nil while they talk.
        var ends: Timestamp?
    }

    static let limits = Offer.Limits()

    unowned let world: World
    let rules = QueueRules()
    var calls: [CallID: CallRow] = [:]
    var agents: [AgentID: AgentRow] = [:]
    private var lastFence: Int64 = 0
    /// So many answers of the gateway are lost on their way.
    var missesConnections = 0

    init(in world: World) { self.world = world }

    func hired(_ agent: AgentID) { agents[agent] = AgentRow(idleSince: world.timestamp) }

    // MARK: The queue

    private var waiting: [WaitingCall] {
        calls.filter { $0.value.state == .waiting }.map { call, row in
            WaitingCall(call: call, skills: Set(row.order?.skills ?? []), priority: row.order?.priority ?? 0, queuedAt: row.queuedAt, declinedBy: row.declinedBy)
        }
    }

    func position(of call: CallID) -> Int { (Matching.order(waiting, rules: rules).firstIndex { $0.call == call } ?? 0) + 1 }

    /// Leases the waiting calls to the free people.
    func match(by host: RoutingHost) -> [Lease] {
        let idle = agents.filter { $0.value.presence == .ready && $0.value.lease == nil }
            .map { IdleAgent(agent: $0.key, skills: ["heating": 1], idleSince: $0.value.idleSince) }
        let ends = world.timestamp + Self.limits.acknowledgement + Self.limits.ring + .seconds(3)
        return Matching.pairs(waiting: waiting, idle: idle, rules: rules, at: world.timestamp).map { pair in
            lastFence += 1
            let lease = Lease(agent: pair.agent, call: pair.call, fence: lastFence, ends: ends)
            calls[pair.call]?.state = .offered
            agents[pair.agent]?.lease = lease
            agents[pair.agent]?.presence = .busy
            host.record(AgentOffered(call: pair.call, agent: pair.agent, fence: lease.fence, expiresAt: ends))
            return lease
        }
    }

    // MARK: Leases

    private func holds(_ lease: Lease) -> Bool { agents[lease.agent]?.lease?.fence == lease.fence }

    private func free(_ lease: Lease, _ presence: Presence, by host: RoutingHost) {
        agents[lease.agent] = AgentRow(presence: presence, lease: nil, idleSince: world.timestamp)
        host.record(PresenceChanged(agent: lease.agent, presence: presence))
    }

    func connect(_ lease: Lease, by host: RoutingHost) {
        guard holds(lease), calls[lease.call]?.state == .offered else { return }
        handOver(lease, by: host)
    }

    /// The gateway's own word: a lease that was given back is taken up again by its fence.
    func connected(_ event: AgentConnected, by host: RoutingHost) {
        guard let row = calls[event.call], row.state == .waiting || row.state == .offered, let agent = agents[event.agent] else { return }
        let lease = agent.lease ?? Lease(agent: event.agent, call: event.call, fence: event.fence, ends: nil)
        guard lease.call == event.call, lease.fence == event.fence else { return }
        agents[event.agent]?.lease = lease
        agents[event.agent]?.presence = .busy
        handOver(lease, by: host)
    }

    private func handOver(_ lease: Lease, by host: RoutingHost) {
        agents[lease.agent]?.lease?.ends = nil
        calls[lease.call]?.state = .connected
        calls[lease.call]?.connectedAt = world.timestamp
        let waited = (world.timestamp - (calls[lease.call]?.queuedAt ?? world.timestamp)).nanoseconds / 1_000_000
        host.record(CallHandedOver(call: lease.call, agent: lease.agent, fence: lease.fence, waited: waited))
    }

    func revoke(_ lease: Lease, _ reason: Offer.Reason, by host: RoutingHost) {
        guard holds(lease), calls[lease.call]?.state == .offered else { return }
        giveBack(lease, reason, by: host)
        calls[lease.call]?.state = .waiting
        if reason.agentMissedIt { calls[lease.call]?.declinedBy.insert(lease.agent) }
    }

    private func giveBack(_ lease: Lease, _ reason: Offer.Reason, by host: RoutingHost) {
        free(lease, reason.agentMissedIt ? .paused : .ready, by: host)
        host.record(OfferRevoked(call: lease.call, agent: lease.agent, fence: lease.fence, reason: reason.rawValue))
    }

    var lapsed: [Lease] {
        agents.values.compactMap(\.lease).filter { lease in lease.ends.map { $0 < world.timestamp } ?? false }.sorted { $0.fence < $1.fence }
    }

    // MARK: Ends and people

    func end(_ call: CallID, by host: RoutingHost) {
        guard let row = calls[call], row.state != .ended else { return }
        calls[call]?.state = .ended
        guard let lease = agents.values.compactMap(\.lease).first(where: { $0.call == call }) else { return }
        guard row.state == .connected else { return giveBack(lease, .callerGone, by: host) }
        free(lease, .ready, by: host)
        host.record(HandOverFinished(call: call, agent: lease.agent, fence: lease.fence, talked: (world.timestamp - row.connectedAt).nanoseconds / 1_000_000))
    }

    func set(_ presence: Presence, of agent: AgentID) {
        guard let host = world.someRouting, agents[agent]?.lease == nil, agents[agent]?.presence != presence else { return }
        agents[agent]?.presence = presence
        agents[agent]?.idleSince = world.timestamp
        host.record(PresenceChanged(agent: agent, presence: presence))
        host.match()
    }
}
