import Bus
import Contracts
import Logging
import RoutingCore
import Runtime
import Store
import Vocabulary

/// Brings waiting calls and idle people together, and carries each offer through: lease, screen, ring, bridge.
///
/// What two instances could disagree on is decided in one transaction under the queue's row lock; this actor holds only
/// the offers that it carries itself, and those outlive it as leases that lapse.
actor Dispatcher {
    private let platform: Platform
    private let limits: Offer.Limits
    private var offers: [CallID: Driver<Offer>] = [:]
    private var waiting: [CallID: CheckedContinuation<HandOver.Answer, any Error>] = [:]

    init(platform: Platform, limits: Offer.Limits) {
        self.platform = platform
        self.limits = limits
    }

    // MARK: A conversation asks for a person

    func handOver(_ request: HandOver) async throws -> HandOver.Answer {
        // Asked again by a conversation that was resumed while somebody is already being shown the call.
        let offered = try await platform.database.query("SELECT 1 AS one FROM call WHERE call = \(request.call) AND state = 'offered'") { _ in }
        guard offered.isEmpty else { return .waiting(position: 1) }
        guard try await isOpen(request.call) else { throw RequestFailure(.unavailable, "nobody answers at this hour") }
        let drafts = platform
        let granted = try await platform.database.transaction { [limits] transaction -> [Grant] in
            let calls = Calls(transaction: transaction)
            guard let known = try calls.locked(request.call) else { throw RequestFailure(.notFound, "no such call") }
            guard known.epoch <= request.epoch else { throw RequestFailure(.stale, "the conversation has epoch \(known.epoch)") }
            guard known.state == "assistant" || known.state == "waiting" else { throw RequestFailure(.conflict, "the call is \(known.state)") }
            let now = drafts.time.timestamp()
            try Agents(transaction: transaction).lock(known.queue, of: known.tenant)
            try calls.queue(request, at: now)
            let order = Matching.order(try calls.waiting(in: known.queue, of: known.tenant))
            let position = (order.firstIndex { $0.call == request.call } ?? 0) + 1
            transaction.append(
                drafts.draft(
                    CallQueued(
                        call: request.call, queue: known.queue, reason: request.reason, skills: request.skills,
                        priority: request.priority, position: position), tenant: known.tenant, trace: request.trace))
            return try Self.match(known.queue, known.tenant, transaction, drafts, limits)
        }
        return try await answer(request.call, granted)
    }

    private func answer(_ call: CallID, _ granted: [Grant]) async throws -> HandOver.Answer {
        guard granted.contains(where: { $0.lease.call == call }) else {
            start(granted)
            return .waiting(position: try await position(of: call))
        }
        return try await withCheckedThrowingContinuation { continuation in
            waiting.updateValue(continuation, forKey: call)?.resume(throwing: RequestFailure(.conflict, "asked again"))
            start(granted)
        }
    }

    private func isOpen(_ call: CallID) async throws -> Bool {
        let hours = try await platform.database.query(
            """
            SELECT hours, (extract(hour FROM now() AT TIME ZONE 'Asia/Shanghai') * 60 + extract(minute FROM now() AT TIME ZONE 'Asia/Shanghai'))::int AS minute
            FROM call JOIN number_plan ON number_plan.number = call.dialled WHERE call = \(call)
            """
        ) { row in (try row.get("hours", as: String.self), try row.get("minute", as: Int.self)) }.first
        return hours.flatMap { BusinessHours($0.0)?.isOpen(at: $0.1) } ?? true
    }

    private func position(of call: CallID) async throws -> Int {
        let ahead = try await platform.database.query(
            """
            SELECT count(*) AS ahead FROM call other JOIN call mine ON mine.call = \(call) AND other.tenant = mine.tenant AND other.queue = mine.queue
            WHERE other.state = 'waiting' AND (-other.priority, other.queued_at, other.call) < (-mine.priority, mine.queued_at, mine.call)
            """
        ) { try $0.get("ahead", as: Int.self) }.first
        return (ahead ?? 0) + 1
    }

    // MARK: Matching

    struct Grant: Sendable {
        var lease: Agents.Lease
        var call: Calls.Known
    }

    /// Somebody became ready, or a call came back: who can be brought together now?
    func match(_ queue: QueueName, _ tenant: TenantID) async {
        do {
            let granted = try await platform.database.transaction { [platform, limits] transaction in
                try Agents(transaction: transaction).lock(queue, of: tenant)
                return try Self.match(queue, tenant, transaction, platform, limits)
            }
            start(granted)
        } catch {
            platform.log.error("matching failed", metadata: ["queue": "\(queue)", "error": "\(error)"])
        }
    }

    /// Matches in the given transaction, which holds the queue's lock.
    private static func match(
        _ queue: QueueName, _ tenant: TenantID, _ transaction: any Transaction, _ platform: Platform,
        _ limits: Offer.Limits
    ) throws -> [Grant] {
        let calls = Calls(transaction: transaction), agents = Agents(transaction: transaction)
        let now = platform.time.timestamp()
        let ends = now + limits.acknowledgement + limits.ring + .seconds(3)
        return try Matching.pairs(waiting: calls.waiting(in: queue, of: tenant), idle: agents.idle(in: queue, of: tenant)).compactMap { pair in
            guard let known = try calls.locked(pair.call), known.state == "waiting",
                let lease = try agents.lease(pair.agent, of: tenant, to: pair.call, until: ends)
            else { return nil }
            try calls.set("offered", of: pair.call)
            transaction.append(platform.draft(AgentOffered(call: pair.call, agent: pair.agent, fence: lease.fence, expiresAt: ends), tenant: tenant, trace: known.trace))
            return Grant(lease: lease, call: known)
        }
    }

    // MARK: Carrying an offer through

    private func start(_ granted: [Grant]) {
        for grant in granted {
            let offer = Offer(revision: grant.call.revision, limits: limits)
            let driver = Driver(offer, time: platform.time) { [weak self] effect in await self?.perform(effect, grant) }
            offers[grant.lease.call] = driver
            Task { await driver.step { offer, now in offer.granted(at: now) } }
        }
    }

    private func perform(_ effect: Offer.Effect, _ grant: Grant) async {
        switch effect {
        case .show: Task { await show(grant) }
        case .tellAcknowledged(let revision):
            waiting.removeValue(forKey: grant.lease.call)?.resume(returning: .acknowledged(agent: grant.lease.agent, revision: revision))
        case .ring: Task { await ring(grant) }
        case .confirm: await confirm(grant)
        case .withdraw: Task { await withdraw(grant) }
        case .release(let reason): await release(grant, reason)
        }
    }

    private func show(_ grant: Grant) async {
        let lease = grant.lease
        let request = ShowContext(
            call: lease.call, agent: lease.agent, tenant: lease.tenant, revision: grant.call.revision,
            reason: grant.call.reason ?? .asked, fence: lease.fence, trace: grant.call.trace)
        do {
            let answer = try await askAnyDesk(request)
            await offers[lease.call]?.step { offer, now in offer.acknowledged(revision: answer.revision, at: now) }
        } catch {
            platform.log.warning("the desk did not acknowledge", metadata: ["call": "\(lease.call)", "agent": "\(lease.agent)", "error": "\(error)"])
            await offers[lease.call]?.step { offer, now in offer.showFailed(at: now) }
        }
    }

    /// Several desk instances may run; the one that has the agent's page answers, the others say not found at once.
    private func askAnyDesk(_ request: ShowContext) async throws -> ShowContext.Answer {
        var failure = RequestFailure(.unavailable, "no desk service is live")
        for desk in platform.bus.instances(of: .agentAssist) {
            do { return try await platform.bus.ask(request, of: desk.id) } catch {
                failure = error
                guard error.code == .notFound || error.code == .unavailable else { break }
            }
        }
        throw failure
    }

    private func ring(_ grant: Grant) async {
        let lease = grant.lease
        let request = ConnectAgent(
            call: lease.call, agent: lease.agent, phone: lease.phone, fence: lease.fence,
            ring: Int(limits.ring.nanoseconds / 1_000_000_000), trace: grant.call.trace)
        do {
            let answer = try await platform.bus.ask(request, of: grant.call.gateway)
            await offers[lease.call]?.step { offer, now in offer.rang(answer, at: now) }
        } catch {
            platform.log.warning("the gateway could not ring", metadata: ["call": "\(lease.call)", "agent": "\(lease.agent)", "error": "\(error)"])
            await offers[lease.call]?.step { offer, now in offer.ringFailed(at: now) }
        }
    }

    private func withdraw(_ grant: Grant) async {
        for desk in platform.bus.instances(of: .agentAssist) {
            _ = try? await platform.bus.ask(WithdrawContext(call: grant.lease.call, agent: grant.lease.agent, fence: grant.lease.fence), of: desk.id)
        }
    }

    private func confirm(_ grant: Grant) async {
        offers[grant.lease.call] = nil
        await changing("keeping a lease", grant.lease.call) { transaction, platform in
            let agents = Agents(transaction: transaction), calls = Calls(transaction: transaction)
            guard try agents.holds(grant.lease), let known = try calls.locked(grant.lease.call), known.state == "offered" else { return }
            let now = platform.time.timestamp()
            try agents.keep(grant.lease)
            try calls.connected(grant.lease.call, at: now)
            let waited = known.queuedAt.map { (now - $0).nanoseconds / 1_000_000 } ?? 0
            transaction.append(
                platform.draft(
                    CallHandedOver(call: grant.lease.call, agent: grant.lease.agent, fence: grant.lease.fence, waited: waited),
                    tenant: grant.lease.tenant, trace: known.trace))
        }
    }

    private func release(_ grant: Grant, _ reason: Offer.Reason) async {
        offers[grant.lease.call] = nil
        await changing("releasing a lease", grant.lease.call) { transaction, platform in
            try Self.revoke(grant.lease, reason, transaction, platform)
        }
        await match(grant.call.queue, grant.call.tenant)
        guard offers[grant.lease.call] == nil, let asker = waiting.removeValue(forKey: grant.lease.call) else { return }
        if reason == .callerGone { return asker.resume(throwing: RequestFailure(.conflict, "the caller has gone")) }
        do { asker.resume(returning: .waiting(position: try await position(of: grant.lease.call))) } catch { asker.resume(throwing: error) }
    }

    static func revoke(_ lease: Agents.Lease, _ reason: Offer.Reason, _ transaction: any Transaction, _ platform: Platform) throws {
        let agents = Agents(transaction: transaction), calls = Calls(transaction: transaction)
        guard try agents.holds(lease), let known = try calls.locked(lease.call) else { return }
        let presence: Presence = reason.agentMissedIt ? .paused : .ready
        try agents.free(lease, presence: presence, at: platform.time.timestamp())
        if known.state == "offered" { try calls.waitAgain(lease.call, declinedBy: reason.agentMissedIt ? lease.agent : nil) }
        transaction.append(
            platform.draft(
                OfferRevoked(call: lease.call, agent: lease.agent, fence: lease.fence, reason: reason.rawValue),
                tenant: lease.tenant, trace: known.trace))
        transaction.append(platform.draft(PresenceChanged(agent: lease.agent, presence: presence), tenant: lease.tenant, trace: known.trace))
    }

    // MARK: Ends

    /// The caller's leg ended: whatever was under way for it stops.
    func callEnded(_ call: CallID) async {
        await offers[call]?.step { offer, now in offer.callerLeft(at: now) }
    }

    private func changing(_ what: String, _ call: CallID, _ body: @escaping @Sendable (any Transaction, Platform) throws -> Void) async {
        do {
            try await platform.database.transaction { [platform] transaction in try body(transaction, platform) }
        } catch {
            platform.log.error("a change failed; the lease will lapse", metadata: ["what": "\(what)", "call": "\(call)", "error": "\(error)"])
        }
    }
}
