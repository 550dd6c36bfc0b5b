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
    private let transfers: Transfers
    private let watch: AdmissionWatch

    public init(platform: Platform, settings: RoutingSettings) {
        self.platform = platform
        dispatcher = Dispatcher(platform: platform, settings: settings)
        watch = AdmissionWatch(platform: platform, objective: settings.admission)
        transfers = Transfers(platform: platform, settings: settings, dispatcher: dispatcher)
    }

    public func run() async throws {
        await openConnections()
        await serveGateways()
        await serveOperators()
        await serveDesks()
        await platform.bus.serve(HandOver.self) { [dispatcher] request, _ in try await dispatcher.handOver(request) }
        await platform.bus.serve(SetPresence.self) { [self] request, _ in try await set(request) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await follow() }
            group.addTask { await sweep() }
            group.addTask { await watch.run() }
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

    private func assistants() -> [Admission.Assistant] { Assistants.live(on: platform.bus) }

    /// Before a caller is left to the gateway's prompt: perhaps an instance has just come, or has found room again.
    private func freshly(_ choose: ([Admission.Assistant]) -> AdmitCall.Treatment) async -> AdmitCall.Treatment {
        let treatment = choose(assistants())
        guard case .fallback = treatment, await watch.step == .normal else { return treatment }
        await platform.bus.look()
        return choose(assistants())
    }

    private func admit(_ request: AdmitCall) async throws -> AdmitCall.Answer {
        let plans = Plans(database: platform.database)
        if let queue = try await plans.diagnosticQueue(request.dialled) { return try await admit(request, to: queue) }
        let plan = try await plans.number(request.dialled)
        let step = await watch.step
        let treatment = await freshly { Admission.treatment(plan: plan, assistants: $0, step: step, epoch: 1) }
        guard let plan else { return AdmitCall.Answer(tenant: "", treatment: treatment) }
        // Refused, and nobody will say that it is over.
        if case .overloaded = treatment { return AdmitCall.Answer(tenant: plan.tenant, treatment: treatment) }
        let speech: InstanceID? = if case .assistant(let instance, _, _, _) = treatment { instance } else { nil }
        try await admit(request, plan, speech)
        return AdmitCall.Answer(tenant: plan.tenant, treatment: treatment)
    }

    /// The diagnostic number of a queue: no assistant, people only, at any hour.
    private func admit(_ request: AdmitCall, to queue: (name: QueueName, tenant: TenantID)) async throws -> AdmitCall.Answer {
        let plan = NumberPlan(number: request.dialled, tenant: queue.tenant, pack: "", queue: queue.name, hours: "00:00-24:00")
        try await admit(request, plan, nil)
        return AdmitCall.Answer(tenant: queue.tenant, treatment: .people(queue: queue.name))
    }

    private func admit(_ request: AdmitCall, _ plan: NumberPlan, _ speech: InstanceID?) async throws {
        try await platform.database.transaction { [platform] transaction in
            let index = request.caller.map { platform.sealer.blindIndex($0.revealed, kind: "number", tenant: plan.tenant) }
            try Calls(transaction: transaction).admit(request, plan: plan, speech: speech, caller: index)
            let event = CallAdmitted(
                call: request.call, gateway: request.gateway, speech: speech, epoch: 1, pack: plan.pack.value.isEmpty ? nil : plan.pack, queue: plan.queue)
            transaction.append(platform.draft(event, tenant: plan.tenant, trace: request.trace))
        }
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
        try await dispatcher.change { changes in try changes.set(request.presence, of: request.agent, in: request.tenant) }
        return Done()
    }

    private func serveDesks() async {
        let supervision = Supervision(transfers: transfers), placing = Placing(transfers: transfers), team = Team(platform: platform)
        await platform.bus.serve(TransferCall.self) { [transfers] request, _ in try await transfers.transfer(request) }
        await platform.bus.serve(FinishTransfer.self) { [transfers] request, _ in try await transfers.finish(request) }
        await platform.bus.serve(HoldCall.self) { [transfers] request, _ in try await transfers.hold(request) }
        await platform.bus.serve(ExtendWrapUp.self) { [transfers] request, _ in
            ExtendWrapUp.Answer(until: try await transfers.transaction { changes in try changes.extendWrapUp(of: request.agent, in: request.tenant) })
        }
        await platform.bus.serve(MuteAgent.self) { [transfers] request, _ in try await transfers.mute(request) }
        await platform.bus.serve(SendKeys.self) { [transfers] request, _ in try await transfers.press(request) }
        await platform.bus.serve(PlaceCall.self) { request, _ in try await placing.place(request) }
        await platform.bus.serve(SuperviseCall.self) { request, _ in try await supervision.supervise(request) }
        await platform.bus.serve(DescribeTeam.self) { request, _ in try await team.describe(request.tenant) }
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

    /// Follows the gateways' events: a call that ended frees its agent, and whoever waits for that one is leased in the
    /// same transaction.
    private func follow() async throws {
        try await platform.consume(group: "routing", from: [.mediaGateway]) { [dispatcher] envelope, transaction in
            if let connected = try envelope.decoded(as: AgentConnected.self) {
                try dispatcher.change(in: transaction) { changes in try changes.connected(connected) }
                transaction.afterCommit { Task { await dispatcher.agentConnected(connected) } }
            }
            if let left = try envelope.decoded(as: LegLeft.self) { return try dispatcher.change(in: transaction) { changes in try changes.left(left) } }
            if let phone = try envelope.decoded(as: PhoneRegistered.self) { return try Phones(transaction: transaction).registered(phone) }
            if let phone = try envelope.decoded(as: PhoneLeft.self) { return try Phones(transaction: transaction).left(phone) }
            // Whoever asked for the call may have died.
            if let placed = try envelope.decoded(as: CallPlaced.self) {
                guard placed.outcome != .talking else { return }
                return try dispatcher.change(in: transaction) { changes in try changes.notPlaced(placed.call, placed.outcome) }
            }
            guard let ended = try envelope.decoded(as: CallEnded.self) else { return }
            try dispatcher.change(in: transaction) { changes in try changes.end(ended.call) }
            transaction.afterCommit { Task { await dispatcher.callEnded(ended.call) } }
        }
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
