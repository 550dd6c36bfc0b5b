import Contracts
import RoutingCore
import Runtime
import Store
import Vocabulary

/// What happens to calls and leases, each within one transaction that goes on to match whoever became free: an agent is
/// never free in the database without the next caller having been looked for.
///
/// Locks are taken in one order everywhere: queues by name, then calls, then agents.
struct Changes {
    let transaction: any Transaction
    let platform: Platform
    let settings: RoutingSettings

    private var limits: Offer.Limits { settings.offers }

    private var calls: Calls { Calls(transaction: transaction) }
    private var agents: Agents { Agents(transaction: transaction) }
    private var queues: Queues { Queues(transaction: transaction) }

    func match(_ queues: [Queues.Known]) throws -> [Grant] {
        try queues.flatMap { try Matchmaker.match($0, transaction, platform, limits) }
    }

    func lease(_ ready: Calls.Ready, to call: Calls.Known, in queue: Queues.Known) -> Grant {
        let ends = platform.time.timestamp() + limits.lease
        let lease = agents.lease(ready, of: queue.tenant, to: call.call, until: ends)
        say(AgentOffered(call: call.call, agent: lease.agent, fence: lease.fence, expiresAt: ends), call)
        return Grant(lease: lease, call: call)
    }

    func say(_ event: some Event, _ call: Calls.Known) { transaction.append(platform.draft(event, tenant: call.tenant, trace: call.trace)) }

    // MARK: Talking

    /// The gateway says that they talk: the lease is kept, and whoever else was rung is free again.
    /// - Returns: nil when the lease has ended meanwhile.
    func connect(_ lease: Agents.Lease, leg: LegID) throws -> [Grant]? {
        let around = try queues.locked(around: lease.call)
        guard let known = try calls.locked(lease.call), known.isOffered, try agents.holds(lease) else { return nil }
        agents.keep(lease)
        handOver(known, to: lease.agent, leg: leg, fence: lease.fence)
        return try freeOthers(of: known, than: lease.agent) ? match(around) : []
    }

    /// The gateway's own word that they talk: where its answer to the offer was lost, the lease is taken up again by its fence.
    func connected(_ event: AgentConnected) throws -> [Grant] {
        let around = try queues.locked(around: event.call)
        guard let known = try calls.locked(event.call), known.state != "ended" else { return [] }
        if let guest = try Guests(transaction: transaction).remove(event.leg, of: event.call) {
            promoted(guest, event, known)
            return []
        }
        guard known.state == "waiting" || known.isOffered else {
            try calls.name(event.leg, of: event.agent, in: event.call)
            return []
        }
        let isHeld = try agents.leases(of: event.call).contains { $0.agent == event.agent && $0.fence == event.fence }
        guard try agents.retake(event.call, by: event.agent, of: known.tenant, fence: event.fence) else { return [] }
        handOver(known, to: event.agent, leg: event.leg, fence: event.fence)
        if !isHeld { say(PresenceChanged(agent: event.agent, presence: .busy), known) }
        return try freeOthers(of: known, than: event.agent) ? match(around) : []
    }

    private func handOver(_ call: Calls.Known, to agent: AgentID, leg: LegID, fence: Int64) {
        let now = platform.time.timestamp()
        calls.connected(call.call, to: agent, leg: leg, at: now)
        let waited = call.queuedAt.map { max(.zero, now - $0).nanoseconds / 1_000_000 } ?? 0
        say(CallHandedOver(call: call.call, agent: agent, fence: fence, waited: waited), call)
    }

    private func freeOthers(of call: Calls.Known, than agent: AgentID) throws -> Bool {
        let others = try agents.leases(of: call.call).filter { $0.agent != agent }
        for lease in others { free(lease, .answeredElsewhere, call) }
        return !others.isEmpty
    }

    // MARK: Not talking

    /// An offer has come to nothing. A lease that is not this one any more is left alone, and so are two who talk already.
    func revoke(_ lease: Agents.Lease, _ reason: Offer.Reason) throws -> [Grant] {
        let around = try queues.locked(around: lease.call)
        guard let known = try calls.locked(lease.call), known.state == "offered", try agents.holds(lease) else { return [] }
        free(lease, reason, known)
        calls.waitAgain(lease.call, declinedBy: reason.agentMissedIt ? lease.agent : nil)
        return try match(around)
    }

    /// A lease has run out while nobody carried the offer through.
    func expire(_ lease: Agents.Lease) throws -> [Grant] {
        let around = try queues.locked(around: lease.call)
        guard let known = try calls.locked(lease.call), try agents.isLapsed(lease, at: platform.time.timestamp()) else { return [] }
        free(lease, .expired, known)
        if known.state == "offered" { calls.waitAgain(lease.call, declinedBy: nil) }
        return try match(around)
    }

    func free(_ lease: Agents.Lease, _ reason: Offer.Reason, _ call: Calls.Known) {
        let now = platform.time.timestamp()
        let presence: Presence = reason.agentMissedIt ? .paused : .ready
        agents.free(lease, presence: presence, rest: reason.agentMissedIt && lease.phoneOnly ? now + limits.rest : nil, at: now)
        say(OfferRevoked(call: lease.call, agent: lease.agent, fence: lease.fence, reason: reason.rawValue), call)
        say(PresenceChanged(agent: lease.agent, presence: presence), call)
    }

    // MARK: Ends

    /// The call is over: whoever talked, or was being asked, is free.
    func end(_ call: CallID, lostBy gateway: InstanceID? = nil) throws -> [Grant] {
        let around = try queues.locked(around: call)
        guard let known = try calls.locked(call), known.state != "ended" else { return [] }
        calls.set("ended", of: call)
        if let gateway { say(CallLost(call: call, gateway: gateway, reason: "gateway-lost"), known) }
        let leases = try agents.leases(of: call)
        let guests = leases.allSatisfy { $0.agent == known.agent } ? [] : try Guests(transaction: transaction).all(of: call)
        for lease in leases {
            if let guest = guests.first(where: { $0.agent == lease.agent }) {
                release(lease, to: guest.presence ?? .ready, known)
            } else if known.state == "connected" {
                try finish(lease, known, in: around)
            } else {
                free(lease, .callerGone, known)
            }
        }
        return leases.isEmpty ? [] : try match(around)
    }

    /// - Parameter around: the queues that are locked, the call's among them.
    func finish(_ lease: Agents.Lease, _ call: Calls.Known, in around: [Queues.Known]) throws {
        let now = platform.time.timestamp()
        let talked = call.connectedAt.map { max(.zero, now - $0) } ?? .zero
        let rest = try wrapUp(after: call, of: lease, in: around)?.begun(at: now), presence: Presence = rest == nil ? .ready : .wrapUp
        agents.free(lease, presence: presence, talked: talked, rest: rest?.until, most: rest?.most, at: now)
        if let queue = around.first(where: { $0.name == call.queue }) { queues.served(in: queue, for: talked) }
        say(HandOverFinished(call: call.call, agent: lease.agent, fence: lease.fence, talked: talked.nanoseconds / 1_000_000), call)
        say(PresenceChanged(agent: lease.agent, presence: presence, until: rest?.until), call)
    }

    /// By the rules of the queue in which the agent had the call: one who gave it away has put it into another. Somebody without a
    /// desk has nothing to write.
    private func wrapUp(after call: Calls.Known, of lease: Agents.Lease, in around: [Queues.Known]) throws -> WrapUpTime? {
        guard !lease.phoneOnly else { return nil }
        let queue = call.agent == lease.agent ? call.queue : call.visited.last.map { QueueName($0) } ?? call.queue
        return WrapUpTime(try (around.first { $0.name == queue } ?? queues.known(queue, of: call.tenant))?.rules, usual: settings.wrapUp)
    }

    // MARK: People

    /// - Throws: `.conflict` when there is no work after a call, or no more time for it.
    func extendWrapUp(of agent: AgentID, in tenant: TenantID) throws -> Timestamp {
        guard let (until, most) = try agents.wrapUp(of: agent, in: tenant), let later = WrapUpTime.extended(from: until, most: most, at: platform.time.timestamp()) else {
            throw RequestFailure(.conflict, "there is no work after a call that may last longer")
        }
        try agents.rest(agent, of: tenant, until: later)
        transaction.append(platform.draft(PresenceChanged(agent: agent, presence: .wrapUp, until: later), tenant: tenant, trace: platform.trace()))
        return later
    }

    /// The time is over; an agent who was given more meanwhile keeps it.
    func rested(_ agent: AgentID, in tenant: TenantID) throws -> [Grant] {
        let served = try queues.locked(servedBy: agent, of: tenant)
        guard try agents.hasRested(agent, of: tenant, at: platform.time.timestamp()) else { return [] }
        transaction.append(platform.draft(PresenceChanged(agent: agent, presence: .ready), tenant: tenant, trace: platform.trace()))
        return try match(served)
    }

    /// - Throws: `.notFound` when no queue has this agent.
    func set(_ presence: Presence, of agent: AgentID, in tenant: TenantID) throws -> [Grant] {
        let served = presence == .ready ? try queues.locked(servedBy: agent, of: tenant) : []
        guard let isChanged = try agents.set(presence, of: agent, in: tenant, at: platform.time.timestamp()) else {
            throw RequestFailure(.notFound, "no queue has this agent; add one with: hotline queues put")
        }
        guard isChanged else { return [] }
        transaction.append(platform.draft(PresenceChanged(agent: agent, presence: presence), tenant: tenant, trace: platform.trace()))
        return try match(served)
    }
}
