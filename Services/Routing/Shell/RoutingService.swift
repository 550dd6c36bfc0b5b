import Bus
import Contracts
import Logging
import RoutingCore
import Runtime
import ServiceLifecycle
import Store
import Vocabulary

/// Routing: who gets the call. Any number of instances share the work over the same rows.
public struct RoutingService: Service {
    private let platform: Platform
    private let dispatcher: Dispatcher

    public init(platform: Platform, settings: RoutingSettings) {
        self.platform = platform
        dispatcher = Dispatcher(platform: platform, limits: settings.offers)
    }

    public func run() async throws {
        await openConnections()
        await serveGateways()
        await serveOperators()
        await platform.bus.serve(HandOver.self) { [dispatcher] request, _ in try await dispatcher.handOver(request) }
        await platform.bus.serve(SetPresence.self) { [self] request, _ in try await set(request) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await follow() }
            group.addTask { await sweep() }
            try await group.next()
            group.cancelAll()
        }
    }

    /// A gateway waits 200 ms for an admission: the first call must not pay for connecting to the database.
    private func openConnections() async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { _ = try? await Plans(database: platform.database).number("") } }
        }
    }

    // MARK: Calls

    private func serveGateways() async {
        await platform.bus.serve(AdmitCall.self) { [self] request, _ in try await admit(request) }
        await platform.bus.serve(ReassignSpeech.self) { [self] request, _ in try await reassign(request) }
    }

    private func assistants() -> [Admission.Assistant] {
        platform.bus.instances(of: .speechIntent).filter { !$0.draining }
            .map { Admission.Assistant(instance: $0.id, load: $0.load, capacity: $0.capacity) }
    }

    /// Before a caller is left to the gateway's prompt: perhaps an instance has just come, or has found room again.
    private func freshly(_ choose: ([Admission.Assistant]) -> AdmitCall.Treatment) async -> AdmitCall.Treatment {
        let treatment = choose(assistants())
        guard case .fallback = treatment else { return treatment }
        await platform.bus.look()
        return choose(assistants())
    }

    private func admit(_ request: AdmitCall) async throws -> AdmitCall.Answer {
        let plan = try await Plans(database: platform.database).number(request.dialled)
        let treatment = await freshly { Admission.treatment(plan: plan, assistants: $0, epoch: 1) }
        guard let plan else { return AdmitCall.Answer(tenant: "", treatment: treatment) }
        let speech: InstanceID? = if case .assistant(let instance, _, _, _) = treatment { instance } else { nil }
        try await platform.database.transaction { [platform] transaction in
            try Calls(transaction: transaction).admit(request, plan: plan, speech: speech)
            transaction.append(
                platform.draft(
                    CallAdmitted(call: request.call, gateway: request.gateway, speech: speech, epoch: 1, pack: plan.pack, queue: plan.queue),
                    tenant: plan.tenant, trace: request.trace))
        }
        return AdmitCall.Answer(tenant: plan.tenant, treatment: treatment)
    }

    private func reassign(_ request: ReassignSpeech) async throws -> ReassignSpeech.Answer {
        let assistants = assistants()
        return try await platform.database.transaction { [platform] transaction in
            let calls = Calls(transaction: transaction)
            guard let known = try calls.locked(request.call) else { throw RequestFailure(.notFound, "no such call") }
            let plan = try transaction.query("SELECT number, tenant, pack, queue, hours FROM number_plan WHERE number = \(known.dialled)", Plans.plan).first
            // The answer to an earlier question was lost: it is given again.
            if known.epoch > request.epoch, let plan, let speech = known.speech {
                return ReassignSpeech.Answer(treatment: .assistant(speech: speech, epoch: known.epoch, pack: plan.pack, queue: known.queue))
            }
            guard known.epoch == request.epoch else { throw RequestFailure(.stale, "the conversation has epoch \(known.epoch)") }
            let treatment = Admission.treatment(plan: plan, assistants: assistants, excluded: known.speech, epoch: known.epoch + 1)
            if case .assistant(let instance, let epoch, _, _) = treatment {
                try calls.reassign(request.call, speech: instance, epoch: epoch)
                transaction.append(
                    platform.draft(
                        CallAdmitted(call: request.call, gateway: known.gateway, speech: instance, epoch: epoch, pack: plan?.pack, queue: known.queue),
                        tenant: known.tenant, trace: known.trace))
            }
            return ReassignSpeech.Answer(treatment: treatment)
        }
    }

    // MARK: People

    private func set(_ request: SetPresence) async throws -> Done {
        let changed = try await platform.database.transaction { [platform] transaction -> Bool in
            let now = platform.time.timestamp()
            guard let changed = try Agents(transaction: transaction).set(request.presence, of: request.agent, in: request.tenant, at: now) else {
                throw RequestFailure(.notFound, "no queue has this agent; add one with: hotline queues put")
            }
            if changed {
                transaction.append(platform.draft(PresenceChanged(agent: request.agent, presence: request.presence), tenant: request.tenant, trace: platform.trace()))
            }
            return changed
        }
        if changed, request.presence == .ready { await matchQueues(of: request.agent, in: request.tenant) }
        return Done()
    }

    private func matchQueues(of agent: AgentID, in tenant: TenantID) async {
        let queues = try? await platform.database.query("SELECT queue FROM member WHERE tenant = \(tenant) AND agent = \(agent)") { QueueName(try $0.get("queue")) }
        for queue in queues ?? [] { await dispatcher.match(queue, tenant) }
    }

    private func serveOperators() async {
        let plans = Plans(database: platform.database)
        await platform.bus.serve(PutNumber.self) { request, _ in
            try await plans.put(request.number); return Done()
        }
        await platform.bus.serve(PutQueue.self) { request, _ in
            try await plans.put(request.queue); return Done()
        }
        await platform.bus.serve(ListPlans.self) { _, _ in try await plans.all() }
    }

    // MARK: Ends of calls

    /// Follows the gateways' events: a call that ended frees its agent.
    private func follow() async throws {
        try await platform.consume(group: "routing", from: [.mediaGateway]) { [platform, dispatcher] envelope, transaction in
            if let connected = try envelope.decoded(as: AgentConnected.self) { return try Self.confirm(connected, transaction, platform) }
            if let phone = try envelope.decoded(as: PhoneRegistered.self) { return try Phones(transaction: transaction).registered(phone) }
            if let phone = try envelope.decoded(as: PhoneLeft.self) { return try Phones(transaction: transaction).left(phone) }
            guard let ended = try envelope.decoded(as: CallEnded.self) else { return }
            let queue = try Self.end(ended.call, transaction, platform)
            // Only wakes what this or another instance would find by itself within a second.
            Task {
                await dispatcher.callEnded(ended.call)
                if let queue { await dispatcher.match(queue.0, queue.1) }
            }
        }
    }

    /// The gateway's own word that they talk: where its answer to the offer was lost, the lease is taken up again by its fence.
    private static func confirm(_ event: AgentConnected, _ transaction: any Transaction, _ platform: Platform) throws {
        let calls = Calls(transaction: transaction), agents = Agents(transaction: transaction)
        guard let known = try calls.locked(event.call), known.state == "waiting" || known.state == "offered",
            try agents.retake(event.call, by: event.agent, of: known.tenant, fence: event.fence)
        else { return }
        let now = platform.time.timestamp()
        try calls.connected(event.call, at: now)
        let waited = known.queuedAt.map { (now - $0).nanoseconds / 1_000_000 } ?? 0
        transaction.append(platform.draft(CallHandedOver(call: event.call, agent: event.agent, fence: event.fence, waited: waited), tenant: known.tenant, trace: known.trace))
        transaction.append(platform.draft(PresenceChanged(agent: event.agent, presence: .busy), tenant: known.tenant, trace: known.trace))
    }

    /// - Returns: the queue in which an agent has become free.
    @discardableResult
    static func end(_ call: CallID, _ transaction: any Transaction, _ platform: Platform) throws -> (QueueName, TenantID)? {
        let calls = Calls(transaction: transaction), agents = Agents(transaction: transaction)
        guard let known = try calls.locked(call), known.state != "ended" else { return nil }
        try calls.set("ended", of: call)
        guard known.state == "connected", let lease = try agents.lease(of: call) else { return nil }
        let now = platform.time.timestamp()
        try agents.free(lease, presence: .ready, at: now)
        let talked = try transaction.query("SELECT connected_at FROM call WHERE call = \(call)") { try $0.get("connected_at", as: Timestamp?.self) }.first ?? nil
        transaction.append(
            platform.draft(
                HandOverFinished(call: call, agent: lease.agent, fence: lease.fence, talked: talked.map { (now - $0).nanoseconds / 1_000_000 } ?? 0),
                tenant: known.tenant, trace: known.trace))
        transaction.append(platform.draft(PresenceChanged(agent: lease.agent, presence: .ready), tenant: known.tenant, trace: known.trace))
        return (known.queue, known.tenant)
    }

    /// Twice a second: leases that lapsed because their instance died, calls of gateways that are gone, and queues in which
    /// a wake-up was lost.
    private func sweep() async {
        var sweep = Sweep(platform: platform, dispatcher: dispatcher)
        while (try? await platform.sleep(for: .milliseconds(500))) != nil {
            do { try await sweep.once() } catch {
                platform.log.warning("a sweep failed; the next follows at once", metadata: ["error": "\(error)"])
            }
        }
    }
}

/// `routing.acknowledgement`, `routing.ring`
public struct RoutingSettings: Sendable {
    public var offers: Offer.Limits

    public init(_ reader: inout SettingsReader) {
        offers = Offer.Limits(
            acknowledgement: reader.duration("routing.acknowledgement", default: .seconds(2), in: .milliseconds(100) ... .seconds(30)),
            ring: reader.duration("routing.ring", default: .seconds(20), in: .seconds(3) ... .seconds(24)))
    }
}
