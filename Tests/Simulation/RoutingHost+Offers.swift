import Contracts
import RoutingCore
import Vocabulary

/// From the wish for a person to the bridge.
extension RoutingHost {
    private static let limits = Offer.Limits()

    func handOver(_ request: HandOver, answer: @escaping (Outcome<HandOver.Answer>) -> Void) {
        guard let row = calls[request.call] else { return answer(.failure(RequestFailure(.notFound, "no such call"))) }
        guard row.epoch <= request.epoch else { return answer(.failure(RequestFailure(.stale, "the conversation has epoch \(row.epoch)"))) }
        guard row.state == .assistant || row.state == .waiting else { return answer(.failure(RequestFailure(.conflict, "the call is \(row.state)"))) }
        if row.state == .assistant { calls[request.call]?.queuedAt = world.timestamp }
        calls[request.call]?.state = .waiting
        calls[request.call]?.order = request
        record(CallQueued(call: request.call, queue: "heating", reason: request.reason, skills: request.skills, priority: request.priority, position: position(of: request.call)))
        askers.updateValue(answer, forKey: request.call)?(.failure(RequestFailure(.conflict, "asked again")))
        match()
        if offers[request.call] == nil { askers.removeValue(forKey: request.call)?(.success(.waiting(position: position(of: request.call), seconds: nil))) }
    }

    private var waiting: [WaitingCall] {
        calls.filter { $0.value.state == .waiting }.map { call, row in
            WaitingCall(call: call, skills: Set(row.order?.skills ?? []), priority: row.order?.priority ?? 0, queuedAt: row.queuedAt, declinedBy: row.declinedBy)
        }
    }

    private func position(of call: CallID) -> Int { (Matching.order(waiting, rules: rules).firstIndex { $0.call == call } ?? 0) + 1 }

    func match() {
        let idle = agents.filter { $0.value.presence == .ready && $0.value.lease == nil }
            .map { IdleAgent(agent: $0.key, skills: ["heating": 1], idleSince: $0.value.idleSince) }
        let ends = world.timestamp + Self.limits.acknowledgement + Self.limits.ring + .seconds(3)
        for pair in Matching.pairs(waiting: waiting, idle: idle, rules: rules, at: world.timestamp) {
            calls[pair.call]?.state = .offered
            let lease = grant(pair, until: ends)
            record(AgentOffered(call: pair.call, agent: pair.agent, fence: lease.fence, expiresAt: ends))
            start(lease)
        }
    }

    private func start(_ lease: Lease) {
        let offer = Stepper(Offer(revision: calls[lease.call]?.order?.revision ?? 0, limits: Self.limits), in: world) { [unowned self] in perform($0, lease) }
        offers[lease.call] = offer
        offer.step { $0.granted(at: $1) }
    }

    private func perform(_ effect: Offer.Effect, _ lease: Lease) {
        switch effect {
        case .show: show(lease)
        case .tellAcknowledged(let revision): askers.removeValue(forKey: lease.call)?(.success(.acknowledged(agent: lease.agent, revision: revision)))
        case .tellRinging: askers.removeValue(forKey: lease.call)?(.success(.ringing(agent: lease.agent)))
        case .ring: ring(lease)
        case .confirm: confirm(lease)
        case .withdraw:
            let show = DeskHost.Show(call: lease.call, fence: lease.fence)
            world.ask(WithdrawContext.deadline, of: DeskHost.id, by: Self.id) { [world] in
                $0(.success(world.desk.withdraw(show, from: lease.agent)))
            } then: { _ in
            }
        case .release(let reason): release(lease, reason)
        }
    }

    private func show(_ lease: Lease) {
        let offer = offers[lease.call], revision = calls[lease.call]?.order?.revision ?? 0
        world.ask(ShowContext.deadline, of: DeskHost.id, by: Self.id) { [world] answer in
            world.desk.show(lease.call, fence: lease.fence, revision: revision, to: lease.agent, answer: answer)
        } then: { outcome in
            switch outcome {
            case .success(let shown): offer?.step { $0.acknowledged(revision: shown, at: $1) }
            case .failure: offer?.step { $0.showFailed(at: $1) }
            }
        }
    }

    private func ring(_ lease: Lease) {
        guard let row = calls[lease.call] else { return }
        let offer = offers[lease.call], gateway = world.gateway(row.gateway)
        world.ask(ConnectAgent.deadline, of: row.gateway, by: Self.id) { answer in
            gateway?.connect(lease.call, to: lease.agent, fence: lease.fence, revision: row.order?.revision ?? 0, ring: Self.limits.ring, answer: answer)
        } then: { [self] outcome in
            missesConnections -= 1
            guard missesConnections < 0 else { return }
            switch outcome {
            case .success(let answer): offer?.step { $0.rang(answer, at: $1) }
            case .failure: offer?.step { $0.ringFailed(at: $1) }
            }
        }
    }

    private func confirm(_ lease: Lease) {
        offers[lease.call] = nil
        guard holds(lease), calls[lease.call]?.state == .offered else { return }
        agents[lease.agent]?.lease?.ends = nil
        calls[lease.call]?.state = .connected
        calls[lease.call]?.connectedAt = world.timestamp
        let waited = (world.timestamp - (calls[lease.call]?.queuedAt ?? world.timestamp)).nanoseconds / 1_000_000
        record(CallHandedOver(call: lease.call, agent: lease.agent, fence: lease.fence, waited: waited))
    }

    private func release(_ lease: Lease, _ reason: Offer.Reason) {
        offers[lease.call] = nil
        revoke(lease, reason)
        match()
        guard offers[lease.call] == nil, let asker = askers.removeValue(forKey: lease.call) else { return }
        asker(reason == .callerGone ? .failure(RequestFailure(.conflict, "the caller has gone")) : .success(.waiting(position: position(of: lease.call), seconds: nil)))
    }
}
