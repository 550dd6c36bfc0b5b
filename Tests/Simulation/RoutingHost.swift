import Contracts
import RoutingCore
import Vocabulary

/// Routing: the rows of calls and agents, and one `Offer` for each lease that is being carried through.
final class RoutingHost {
    static let id: InstanceID = "routing-1"

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

    unowned let world: World
    private let plan = NumberPlan(number: World.dialled, tenant: World.tenant, pack: "heating", queue: "heating", hours: "00:00-24:00")
    let rules = QueueRules()
    var calls: [CallID: CallRow] = [:]
    var agents: [AgentID: AgentRow] = [:]
    var offers: [CallID: Stepper<Offer>] = [:]
    var askers: [CallID: (Outcome<HandOver.Answer>) -> Void] = [:]
    private var lastFence: Int64 = 0
    /// So many answers of the gateway are lost on their way.
    var missesConnections = 0

    init(in world: World) {
        self.world = world
        world.log.follow { [unowned self] in take($0) }
        sweep()
    }

    func hired(_ agent: AgentID) { agents[agent] = AgentRow(idleSince: world.timestamp) }

    func record(_ event: some Event) { world.log.append(event, by: .routing, Self.id) }

    // MARK: Calls

    private var assistants: [Admission.Assistant] {
        world.speech.filter { world.isListed($0.id) }.map { Admission.Assistant(instance: $0.id, load: $0.load, capacity: 100) }
    }

    func admit(_ call: CallID, dialled: String, from gateway: InstanceID) -> AdmitCall.Answer {
        let treatment = Admission.treatment(plan: dialled == plan.number ? plan : nil, assistants: assistants, epoch: 1)
        let speech: InstanceID? = if case .assistant(let instance, _, _, _) = treatment { instance } else { nil }
        calls[call] = CallRow(gateway: gateway, speech: speech)
        record(CallAdmitted(call: call, gateway: gateway, speech: speech, epoch: 1, pack: plan.pack, queue: plan.queue))
        return AdmitCall.Answer(tenant: plan.tenant, treatment: treatment)
    }

    func reassign(_ call: CallID, epoch: Int) -> Outcome<AdmitCall.Treatment> {
        guard let row = calls[call] else { return .failure(RequestFailure(.notFound, "no such call")) }
        guard row.epoch == epoch else { return .failure(RequestFailure(.stale, "the conversation has epoch \(row.epoch)")) }
        let treatment = Admission.treatment(plan: plan, assistants: assistants, excluded: row.speech, epoch: epoch + 1)
        if case .assistant(let instance, let next, _, _) = treatment {
            calls[call]?.speech = instance
            calls[call]?.epoch = next
            record(CallAdmitted(call: call, gateway: row.gateway, speech: instance, epoch: next, pack: plan.pack, queue: plan.queue))
        }
        return .success(treatment)
    }

    // MARK: Ends of calls

    private func take(_ envelope: Envelope) {
        guard let ended = try? envelope.decoded(as: CallEnded.self) else { return }
        end(ended.call)
        offers[ended.call]?.step { $0.callerLeft(at: $1) }
        match()
    }

    private func end(_ call: CallID) {
        guard let row = calls[call], row.state != .ended else { return }
        calls[call]?.state = .ended
        guard row.state == .connected, let lease = agents.values.compactMap(\.lease).first(where: { $0.call == call }) else { return }
        free(lease, .ready)
        record(HandOverFinished(call: call, agent: lease.agent, fence: lease.fence, talked: (world.timestamp - row.connectedAt).nanoseconds / 1_000_000))
    }

    /// Leases that lapsed, calls of lost gateways, queues in which a wake-up was lost.
    private func sweep() {
        world.after(.milliseconds(500)) { [unowned self] in
            for lease in agents.values.compactMap(\.lease).sorted(by: { $0.fence < $1.fence }) where lease.ends.map({ $0 < world.timestamp }) ?? false { revoke(lease, .expired) }
            for (call, row) in calls.sorted(by: { $0.key < $1.key }) where row.state != .ended && !world.isListed(row.gateway) {
                record(CallLost(call: call, gateway: row.gateway, reason: "gateway-lost"))
                end(call)
                offers[call]?.step { $0.callerLeft(at: $1) }
            }
            match()
            sweep()
        }
    }

    // MARK: People

    func set(_ presence: Presence, of agent: AgentID) {
        guard agents[agent]?.lease == nil, agents[agent]?.presence != presence else { return }
        agents[agent]?.presence = presence
        agents[agent]?.idleSince = world.timestamp
        record(PresenceChanged(agent: agent, presence: presence))
        match()
    }

    private func free(_ lease: Lease, _ presence: Presence) {
        agents[lease.agent] = AgentRow(presence: presence, lease: nil, idleSince: world.timestamp)
        record(PresenceChanged(agent: lease.agent, presence: presence))
    }

    func grant(_ pair: Matching.Pair, until ends: Timestamp) -> Lease {
        lastFence += 1
        let lease = Lease(agent: pair.agent, call: pair.call, fence: lastFence, ends: ends)
        agents[pair.agent]?.lease = lease
        agents[pair.agent]?.presence = .busy
        return lease
    }

    func holds(_ lease: Lease) -> Bool { agents[lease.agent]?.lease?.fence == lease.fence }

    func revoke(_ lease: Lease, _ reason: Offer.Reason) {
        guard holds(lease) else { return }
        free(lease, reason.agentMissedIt ? .paused : .ready)
        if calls[lease.call]?.state == .offered {
            calls[lease.call]?.state = .waiting
            if reason.agentMissedIt { calls[lease.call]?.declinedBy.insert(lease.agent) }
        }
        record(OfferRevoked(call: lease.call, agent: lease.agent, fence: lease.fence, reason: reason.rawValue))
    }
}
