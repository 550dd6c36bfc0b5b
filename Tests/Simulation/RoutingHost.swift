import Contracts
import RoutingCore
import Vocabulary

/// One instance of Routing: one `Offer` for each lease that it carries through, over rows that all instances share.
final class RoutingHost {
    let id: InstanceID
    unowned let world: World
    private let plan = NumberPlan(number: World.dialled, tenant: World.tenant, pack: "heating", queue: "heating", hours: "00:00-24:00")
    /// By fence.
    var offers: [Int64: (call: CallID, machine: Stepper<Offer>)] = [:]
    var askers: [CallID: (Outcome<HandOver.Answer>) -> Void] = [:]

    var rows: RoutingRows { world.routing }

    init(_ id: InstanceID, in world: World) {
        self.id = id
        self.world = world
        sweep()
    }

    func record(_ event: some Event) { world.log.append(event, by: .routing, id) }

    /// The process is gone with all that it carried; its leases lapse.
    func die() {
        for offer in offers.values { offer.machine.stop() }
        offers = [:]
        askers = [:]
    }

    // MARK: Calls

    private var assistants: [Admission.Assistant] {
        world.speech.filter { world.isListed($0.id) }.map { Admission.Assistant(instance: $0.id, load: $0.load, capacity: 100) }
    }

    func admit(_ call: CallID, dialled: String, from gateway: InstanceID) -> AdmitCall.Answer {
        let treatment = Admission.treatment(plan: dialled == plan.number ? plan : nil, assistants: assistants, epoch: 1)
        let speech: InstanceID? = if case .assistant(let instance, _, _, _) = treatment { instance } else { nil }
        rows.calls[call] = RoutingRows.CallRow(gateway: gateway, speech: speech)
        record(CallAdmitted(call: call, gateway: gateway, speech: speech, epoch: 1, pack: plan.pack, queue: plan.queue))
        return AdmitCall.Answer(tenant: plan.tenant, treatment: treatment)
    }

    func reassign(_ call: CallID, epoch: Int) -> Outcome<AdmitCall.Treatment> {
        guard let row = rows.calls[call] else { return .failure(RequestFailure(.notFound, "no such call")) }
        guard row.epoch == epoch else { return .failure(RequestFailure(.stale, "the conversation has epoch \(row.epoch)")) }
        let treatment = Admission.treatment(plan: plan, assistants: assistants, excluded: row.speech, epoch: epoch + 1)
        if case .assistant(let instance, let next, _, _) = treatment {
            rows.calls[call]?.speech = instance
            rows.calls[call]?.epoch = next
            record(CallAdmitted(call: call, gateway: row.gateway, speech: instance, epoch: next, pack: plan.pack, queue: plan.queue))
        }
        return .success(treatment)
    }

    // MARK: What happens elsewhere

    /// The instance that holds the consumers' lease handles an event; every one of them carries its own offers.
    func take(_ envelope: Envelope) {
        if let connected = try? envelope.decoded(as: AgentConnected.self) {
            rows.connected(connected, by: self)
            offers[connected.fence]?.machine.step { $0.rang(.connected(leg: connected.leg), at: $1) }
        }
        guard let ended = try? envelope.decoded(as: CallEnded.self) else { return }
        over(ended.call)
    }

    private func over(_ call: CallID) {
        rows.end(call, by: self)
        for offer in offers.values.filter({ $0.call == call }) { offer.machine.step { $0.callerLeft(at: $1) } }
        match()
    }

    /// Leases that lapsed, calls of lost gateways, queues in which a wake-up was lost.
    private func sweep() {
        world.after(.milliseconds(500)) { [unowned self] in
            guard world.isAlive(id) else { return }
            for lease in rows.lapsed { rows.revoke(lease, .expired, by: self) }
            for (call, row) in rows.calls.sorted(by: { $0.key < $1.key }) where row.state != .ended && !world.isListed(row.gateway) {
                record(CallLost(call: call, gateway: row.gateway, reason: "gateway-lost"))
                over(call)
            }
            match()
            sweep()
        }
    }
}
