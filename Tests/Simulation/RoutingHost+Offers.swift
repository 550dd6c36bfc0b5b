import Contracts
import RoutingCore
import Vocabulary

/// From the wish for a person to the bridge.
extension RoutingHost {
    func handOver(_ request: HandOver, answer: @escaping (Outcome<HandOver.Answer>) -> Void) {
        let call = request.call
        guard let row = rows.calls[call] else { return answer(.failure(RequestFailure(.notFound, "no such call"))) }
        guard row.state != .offered else { return answer(.success(.waiting(position: 1, seconds: 0))) }
        guard row.epoch <= request.epoch else { return answer(.failure(RequestFailure(.stale, "the conversation has epoch \(row.epoch)"))) }
        guard row.state == .assistant || row.state == .waiting else { return answer(.failure(RequestFailure(.conflict, "the call is \(row.state)"))) }
        if row.state == .assistant { rows.calls[call]?.queuedAt = world.timestamp }
        rows.calls[call]?.state = .waiting
        rows.calls[call]?.order = request
        record(
            CallQueued(call: call, queue: "heating", reason: request.reason, skills: request.skills, priority: request.priority, position: rows.position(of: call)))
        askers.updateValue(answer, forKey: call)?(.failure(RequestFailure(.conflict, "asked again")))
        match()
        if !isCarrying(call) { askers.removeValue(forKey: call)?(.success(.waiting(position: rows.position(of: call), seconds: nil))) }
    }

    private func isCarrying(_ call: CallID) -> Bool { offers.values.contains { $0.call == call } }

    func match() { for lease in rows.match(by: self) { start(lease) } }

    private func start(_ lease: RoutingRows.Lease) {
        let revision = rows.calls[lease.call]?.order?.revision ?? 0
        let offer = Stepper(Offer(revision: revision, limits: RoutingRows.limits), in: world) { [unowned self] in perform($0, lease) }
        offers[lease.fence] = (lease.call, offer)
        offer.step { $0.granted(at: $1) }
    }

    private func perform(_ effect: Offer.Effect, _ lease: RoutingRows.Lease) {
        switch effect {
        case .show: show(lease)
        case .tellAcknowledged(let revision): askers.removeValue(forKey: lease.call)?(.success(.acknowledged(agent: lease.agent, revision: revision)))
        case .tellRinging: askers.removeValue(forKey: lease.call)?(.success(.ringing(agent: lease.agent)))
        case .ring: ring(lease)
        case .confirm: confirm(lease)
        case .withdraw:
            let show = DeskHost.Show(call: lease.call, fence: lease.fence)
            world.ask(WithdrawContext.deadline, of: DeskHost.id, by: id) { [world] in
                $0(.success(world.desk.withdraw(show, from: lease.agent)))
            } then: { _ in
            }
        case .release(let reason): release(lease, reason)
        }
    }

    private func show(_ lease: RoutingRows.Lease) {
        let offer = offers[lease.fence]?.machine, revision = rows.calls[lease.call]?.order?.revision ?? 0
        world.ask(ShowContext.deadline, of: DeskHost.id, by: id) { [world] answer in
            world.desk.show(lease.call, fence: lease.fence, revision: revision, to: lease.agent, answer: answer)
        } then: { outcome in
            switch outcome {
            case .success(let shown): offer?.step { $0.acknowledged(revision: shown, at: $1) }
            case .failure: offer?.step { $0.showFailed(at: $1) }
            }
        }
    }

    private func ring(_ lease: RoutingRows.Lease) {
        guard let row = rows.calls[lease.call] else { return }
        let offer = offers[lease.fence]?.machine, gateway = world.gateway(row.gateway)
        world.ask(ConnectAgent.deadline, of: row.gateway, by: id) { answer in
            gateway?.connect(lease.call, to: lease.agent, fence: lease.fence, revision: row.order?.revision ?? 0, ring: RoutingRows.limits.ring, answer: answer)
        } then: { [self] outcome in
            rows.missesConnections -= 1
            guard rows.missesConnections < 0 else { return }
            switch outcome {
            case .success(let answer): offer?.step { $0.rang(answer, at: $1) }
            case .failure: offer?.step { $0.ringFailed(at: $1) }
            }
        }
    }

    private func confirm(_ lease: RoutingRows.Lease) {
        offers[lease.fence] = nil
        rows.connect(lease, by: self)
    }

    private func release(_ lease: RoutingRows.Lease, _ reason: Offer.Reason) {
        offers[lease.fence] = nil
        rows.revoke(lease, reason, by: self)
        match()
        guard !isCarrying(lease.call), let asker = askers.removeValue(forKey: lease.call) else { return }
        asker(
            reason == .callerGone
                ? .failure(RequestFailure(.conflict, "the caller has gone")) : .success(.waiting(position: rows.position(of: lease.call), seconds: nil)))
    }
}
