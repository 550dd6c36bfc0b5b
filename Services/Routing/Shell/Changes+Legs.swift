import Contracts
import RoutingCore
import Runtime
import Store
import Vocabulary

/// What transfers and supervisors change, each one transaction. Who is in which call follows the gateway's own events, so
/// that it is right again whoever died in between.
extension Changes {
    private var calls: Calls { Calls(transaction: transaction) }
    private var guests: Guests { Guests(transaction: transaction) }
    private var agents: Agents { Agents(transaction: transaction) }

    // MARK: Questions

    /// The call of an agent who talks, locked.
    /// - Throws: `.notFound` when this agent has no such call; `.unavailable` in the moment in which it is being connected.
    func held(_ call: CallID, by agent: AgentID, of tenant: TenantID) throws -> Calls.Held {
        guard let known = try calls.locked(call), known.tenant == tenant, known.state == "connected", known.agent == agent else {
            throw RequestFailure(.notFound, "this agent does not have that call")
        }
        guard let leg = known.agentLeg else { throw RequestFailure(.unavailable, "the call is just being connected; ask again") }
        return Calls.Held(call: known, leg: leg)
    }

    /// The leg of somebody in the call, who has it or is a guest.
    /// - Throws: `.notFound`, `.unavailable`.
    func part(of agent: AgentID, in call: CallID, of tenant: TenantID) throws -> (call: Calls.Known, leg: LegID) {
        if let known = try calls.locked(call), known.tenant == tenant, let guest = try guests.all(of: call).first(where: { $0.agent == agent }) { return (known, guest.leg) }
        let held = try held(call, by: agent, of: tenant)
        return (held.call, held.leg)
    }

    // MARK: Giving a call away

    /// Into a queue, by when the call came; the agent who had it is not asked again.
    func transfer(_ request: TransferCall, to queue: QueueName) throws -> [Grant] {
        let around = try Queues(transaction: transaction).locked(around: request.call, and: queue)
        guard let target = around.first(where: { $0.name == queue }) else { throw RequestFailure(.notFound, "there is no such queue") }
        try giveAway(request, to: target)
        return try match([target])
    }

    /// To a colleague by name.
    /// - Throws: `NobodyFree`.
    func transfer(_ request: TransferCall, to agent: AgentID) throws -> [Grant] {
        let around = try Queues(transaction: transaction).locked(around: request.call, and: "")
        let known = try held(request.call, by: request.agent, of: request.tenant).call
        guard let queue = around.first(where: { $0.name == known.queue }) else { throw RequestFailure(.notFound, "the call's queue is gone") }
        try giveAway(request, to: queue)
        let ends = platform.time.timestamp() + settings.offers.lease
        guard let (lease, call) = try agents.lease(agent, of: request.tenant, to: request.call, until: ends) else { throw NobodyFree() }
        say(AgentOffered(call: request.call, agent: agent, fence: lease.fence, expiresAt: ends), call)
        return [Grant(lease: lease, call: call)]
    }

    private func giveAway(_ request: TransferCall, to queue: Queues.Known) throws {
        let held = try held(request.call, by: request.agent, of: request.tenant), now = platform.time.timestamp()
        let waiting = held.call.waiting(at: now)
        let place = Place(of: waiting, rules: queue.rules)
        try calls.giveAway(
            held, by: request.agent, to: queue.name, place: place, lookAt: Overflow.nextLook(at: waiting, enteredAt: now, rules: queue.rules, after: now), at: now)
        try sayTransferred(request, held.call)
        let position = try calls.ahead(of: request.call) + 1
        say(
            CallQueued(call: request.call, queue: queue.name, reason: held.call.reason ?? .asked, skills: held.call.skills, priority: held.call.priority, position: position),
            held.call)
    }

    func sayTransferred(_ request: TransferCall, _ call: Calls.Known) throws {
        let (target, queue): (CallTransferred.Target, QueueName?) =
            switch request.target {
            case .queue(let name): (.queue, name)
            case .agent: (.agent, nil)
            case .outside: (.outside, nil)
            case .assistant: (.assistant, nil)
            }
        say(CallTransferred(call: request.call, from: request.agent, target: target, kind: request.kind, queue: queue), call)
    }

    /// Speech has the call again.
    func handedBack(_ request: TransferCall, to speech: InstanceID, epoch: Int) throws {
        guard let known = try calls.locked(request.call) else { return }
        try calls.handedBack(request.call, to: speech, epoch: epoch)
        try sayTransferred(request, known)
    }

    // MARK: Somebody more

    /// Somebody of the queue who is free, in the order of its strategy, is to be consulted.
    /// - Throws: `NobodyFree`.
    func consult(_ request: TransferCall, from queue: QueueName, as leg: LegID) throws -> Invitation {
        guard let known = try Queues(transaction: transaction).locked(queue, of: request.tenant) else { throw RequestFailure(.notFound, "there is no such queue") }
        let anything = SkillNeed(of: WaitingCall(call: request.call, skills: [], priority: 0, queuedAt: platform.time.timestamp()), rules: known.rules, at: platform.time.timestamp())
        for candidate in try agents.idle(in: known, anything, or: [], limit: 8) where candidate.agent != request.agent {
            if let invitation = try? consult(request, candidate.agent, as: leg) { return invitation }
        }
        throw NobodyFree()
    }

    /// - Throws: `NobodyFree`.
    func consult(_ request: TransferCall, _ colleague: AgentID, as leg: LegID) throws -> Invitation {
        let held = try held(request.call, by: request.agent, of: request.tenant)
        return try invite(colleague, to: held.call, as: leg, mustBeReady: true)
    }

    /// - Parameter mustBeReady: a supervisor may be away from the queue.
    func invite(_ person: AgentID, to call: Calls.Known, as leg: LegID, mustBeReady: Bool) throws -> Invitation {
        let ends = platform.time.timestamp() + settings.offers.lease
        guard let (lease, _) = try guests.lease(person, of: call.tenant, for: call.call, as: leg, mustBeReady: mustBeReady, until: ends) else { throw NobodyFree() }
        say(PresenceChanged(agent: person, presence: .busy), call)
        return Invitation(call: call, lease: lease, leg: leg)
    }

    func invite(outside leg: LegID, to request: TransferCall) throws -> Calls.Known {
        let held = try held(request.call, by: request.agent, of: request.tenant)
        try guests.add(Guests.Known(leg: leg), to: request.call)
        return held.call
    }

    /// They talk: the lease lasts as long as the leg.
    func joined(_ invitation: Invitation) throws { try agents.settle(invitation.lease) }

    // MARK: What the gateway says

    /// The leg of somebody who was in the call is its agent's now.
    func promoted(_ guest: Guests.Known, _ event: AgentConnected, _ call: Calls.Known) {
        let now = platform.time.timestamp()
        calls.connected(call.call, to: event.agent, leg: event.leg, at: now)
        agents.keep(Agents.Lease(tenant: call.tenant, agent: event.agent, phone: "", phoneOnly: false, call: call.call, fence: event.fence))
        say(CallHandedOver(call: call.call, agent: event.agent, fence: event.fence, waited: 0), call)
    }

    /// A leg beyond the caller's is gone: whoever it was is free.
    func left(_ event: LegLeft) throws -> [Grant] {
        let around = try Queues(transaction: transaction).locked(around: event.call)
        guard let known = try calls.locked(event.call), known.state != "ended" else { return [] }
        if known.droppingLeg == event.leg { try calls.dropped(event.leg, of: event.call) }
        let guest = try guests.remove(event.leg, of: event.call)
        guard let agent = event.agent, let lease = try agents.leases(of: event.call).first(where: { $0.agent == agent }), try agents.talks(lease) else { return [] }
        if let guest { release(lease, to: guest.presence ?? .ready, known) } else { try finish(lease, known, in: around) }
        return try match(around)
    }

    /// The ringing of a guest came to nothing.
    func missed(_ invitation: Invitation) throws -> [Grant] {
        let around = try Queues(transaction: transaction).locked(around: invitation.call.call)
        guard let guest = try guests.remove(invitation.leg, of: invitation.call.call), try agents.holds(invitation.lease) else { return [] }
        release(invitation.lease, to: guest.presence ?? .ready, invitation.call)
        return try match(around)
    }

    /// Work after a call that was interrupted is not taken up again: nothing would end it.
    func release(_ lease: Agents.Lease, to former: Presence, _ call: Calls.Known) {
        let presence = former == .wrapUp ? .ready : former
        agents.free(lease, presence: presence, at: platform.time.timestamp())
        say(PresenceChanged(agent: lease.agent, presence: presence), call)
    }
}

/// Nobody who was asked for is free; nothing has changed.
struct NobodyFree: Error {}

/// Somebody's phone is to ring for a call that has an agent, or the assistant.
struct Invitation: Sendable {
    var call: Calls.Known
    var lease: Agents.Lease
    var leg: LegID
}
