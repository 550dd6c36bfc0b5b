import Bus
import Contracts
import Logging
import RoutingCore
import Runtime
import Store
import Vocabulary

/// Carries each offer through: lease, screen, ring, bridge.
///
/// What two instances could disagree on is decided in one transaction under the queue's row lock (`Changes`); this actor
/// holds only the offers that it carries itself, and those outlive it as leases that lapse.
actor Dispatcher {
    private struct Carried {
        var call: CallID
        var driver: Driver<Offer>
    }

    let platform: Platform
    let settings: RoutingSettings
    private let counts: RoutingCounts
    /// By fence.
    private var offers: [Int64: Carried] = [:]
    private var waiting: [CallID: CheckedContinuation<HandOver.Answer, any Error>] = [:]

    init(platform: Platform, settings: RoutingSettings) {
        self.platform = platform
        self.settings = settings
        counts = RoutingCounts(platform.metrics)
    }

    // MARK: Changes and what follows

    /// Makes a change and carries through what it granted, once it is committed.
    func change(_ body: @escaping @Sendable (Changes) throws -> [Grant]) async throws {
        let granted = try await platform.database.transaction { [platform, settings] transaction in
            try body(Changes(transaction: transaction, platform: platform, settings: settings))
        }
        start(granted)
    }

    /// Looks once more who can be brought together now.
    func match(_ queue: QueueName, _ tenant: TenantID) async {
        do {
            try await change { changes in
                try changes.match([Queues(transaction: changes.transaction).locked(queue, of: tenant)].compactMap { $0 })
            }
        } catch {
            platform.log.error("matching failed; the next sweep tries again", metadata: ["queue": "\(queue)", "error": "\(error)"])
        }
    }

    /// The same within somebody else's transaction: what it granted is carried through once that is committed.
    nonisolated func change(in transaction: any Transaction, _ body: (Changes) throws -> [Grant]) throws {
        let granted = try body(Changes(transaction: transaction, platform: platform, settings: settings))
        guard !granted.isEmpty else { return }
        transaction.afterCommit { Task { await self.start(granted) } }
    }

    // MARK: Carrying an offer through

    func start(_ granted: [Grant]) {
        for grant in granted {
            var offer = Offer(revision: grant.call.revision, hasDesk: !grant.lease.phoneOnly, limits: settings.offers)
            // What comes first is not left to another task: the phone rings as soon as the lease is committed.
            for effect in offer.granted(at: platform.time.instant()) { begin(effect, grant) }
            let driver = Driver(offer, time: platform.time) { [weak self] effect in await self?.perform(effect, grant) }
            offers[grant.lease.fence] = Carried(call: grant.lease.call, driver: driver)
            Task { await driver.step { _, _ in [] } }
        }
        counts.offered.add(granted.count)
        guard Matchmaker.mayGoOn(after: granted), let queue = granted.first?.call.queue, let tenant = granted.first?.lease.tenant else { return }
        Task { await match(queue, tenant) }
    }

    /// The answer to a hand-over for which somebody was found: as soon as a screen shows it, or a phone rings.
    func answer(for call: CallID, _ granted: [Grant]) async throws -> HandOver.Answer {
        try await withCheckedThrowingContinuation { continuation in
            waiting.updateValue(continuation, forKey: call)?.resume(throwing: RequestFailure(.conflict, "asked again"))
            start(granted)
        }
    }

    private func perform(_ effect: Offer.Effect, _ grant: Grant) async {
        switch effect {
        case .confirm(let leg): await confirm(grant, leg)
        case .release(let reason): await release(grant, reason)
        default: begin(effect, grant)
        }
    }

    /// What nothing else waits for.
    private func begin(_ effect: Offer.Effect, _ grant: Grant) {
        switch effect {
        case .show: Task { await show(grant) }
        case .tellAcknowledged(let revision): tell(.acknowledged(agent: grant.lease.agent, revision: revision), grant.lease.call)
        case .tellRinging: tell(.ringing(agent: grant.lease.agent), grant.lease.call)
        case .ring: Task { await ring(grant) }
        case .withdraw: Task { await withdraw(grant) }
        case .confirm, .release: break
        }
    }

    private func tell(_ answer: HandOver.Answer, _ call: CallID) { waiting.removeValue(forKey: call)?.resume(returning: answer) }

    private func step(_ fence: Int64, _ stimulus: @escaping @Sendable (inout Offer, Instant) -> [Offer.Effect]) async {
        await offers[fence]?.driver.step(stimulus)
    }

    private func show(_ grant: Grant) async {
        let lease = grant.lease
        let request = ShowContext(
            call: lease.call, agent: lease.agent, tenant: lease.tenant, revision: grant.call.revision,
            reason: grant.call.reason ?? .asked, fence: lease.fence, trace: grant.call.trace)
        do {
            let answer = try await askAnyDesk(request)
            await step(lease.fence) { offer, now in offer.acknowledged(revision: answer.revision, at: now) }
        } catch {
            platform.log.warning("the desk did not acknowledge", metadata: ["call": "\(lease.call)", "agent": "\(lease.agent)", "error": "\(error)"])
            await step(lease.fence) { offer, now in offer.showFailed(at: now) }
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
        if let leg = grant.call.droppingLeg { await drop(leg, of: grant.call.call, at: grant.call.gateway) }
        let request = ConnectAgent(
            call: lease.call, agent: lease.agent, phone: lease.phone, fence: lease.fence,
            ring: Int(settings.offers.ring.nanoseconds / 1_000_000_000), trace: grant.call.trace, group: grant.isGroup ? true : nil)
        do {
            let answer = try await platform.bus.ask(request, of: grant.call.gateway)
            await step(lease.fence) { offer, now in offer.rang(answer, at: now) }
        } catch {
            platform.log.warning("the gateway could not ring", metadata: ["call": "\(lease.call)", "agent": "\(lease.agent)", "error": "\(error)"])
            let isTaken = grant.isGroup && error.code == .conflict
            await step(lease.fence) { offer, now in isTaken ? offer.rang(.answeredElsewhere, at: now) : offer.ringFailed(at: now) }
        }
    }

    private func withdraw(_ grant: Grant) async {
        for desk in platform.bus.instances(of: .agentAssist) {
            _ = try? await platform.bus.ask(WithdrawContext(call: grant.lease.call, agent: grant.lease.agent, fence: grant.lease.fence), of: desk.id)
        }
    }

    private func confirm(_ grant: Grant, _ leg: LegID) async {
        offers[grant.lease.fence] = nil
        for (fence, carried) in offers where carried.call == grant.lease.call {
            await step(fence) { offer, now in offer.somebodyElseAnswered(at: now) }
        }
        await changing("keeping a lease", grant.lease.call) { changes in try changes.connect(grant.lease, leg: leg) ?? [] }
    }

    private func release(_ grant: Grant, _ reason: Offer.Reason) async {
        let call = grant.lease.call
        offers[grant.lease.fence] = nil
        await changing("releasing a lease", call) { changes in try changes.revoke(grant.lease, reason) }
        guard !offers.values.contains(where: { $0.call == call }), let asker = waiting.removeValue(forKey: call) else { return }
        if reason == .callerGone { return asker.resume(throwing: RequestFailure(.conflict, "the caller has gone")) }
        do { asker.resume(returning: try await prospect(of: call)) } catch { asker.resume(throwing: error) }
    }

    private func changing(_ what: String, _ call: CallID, _ body: @escaping @Sendable (Changes) throws -> [Grant]) async {
        do { try await change(body) } catch {
            platform.log.error("a change failed; the lease will lapse", metadata: ["what": "\(what)", "call": "\(call)", "error": "\(error)"])
        }
    }

    /// The leg of an agent who has given the call away. What fails now is tried again by the sweep.
    nonisolated func drop(_ leg: LegID, of call: CallID, at gateway: InstanceID) async {
        do { _ = try await platform.bus.ask(DropLeg(call: call, leg: leg, alone: .waits), of: gateway) } catch {
            guard error.code == .notFound else {
                return platform.log.warning("an agent's leg was not dropped; the sweep tries again", metadata: ["call": "\(call)", "error": "\(error)"])
            }
        }
        try? await platform.database.transaction { transaction in try Calls(transaction: transaction).dropped(leg, of: call) }
    }

    // MARK: What the gateway's events say

    /// They talk, whatever has become of the gateway's answer.
    func agentConnected(_ event: AgentConnected) async {
        await step(event.fence) { offer, now in offer.rang(.connected(leg: event.leg), at: now) }
    }

    /// The caller's leg ended: whatever is under way for it here stops.
    func callEnded(_ call: CallID) async {
        for (fence, carried) in offers where carried.call == call { await step(fence) { offer, now in offer.callerLeft(at: now) } }
    }
}
