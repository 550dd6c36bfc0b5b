import Bus
import Contracts
import Logging
import RoutingCore
import Runtime
import Store
import Vocabulary

/// Gives calls on: the steps that take longer than a transaction. Each begins and ends with one, and what lies between is
/// the gateway's to report: a step that is never finished leaves a lease that lapses or a leg that says that it left.
struct Transfers: Sendable {
    let platform: Platform
    let settings: RoutingSettings
    let dispatcher: Dispatcher

    func transfer(_ request: TransferCall) async throws -> TransferCall.Answer {
        do {
            switch (request.target, request.kind) {
            case (.queue(let name), .blind): return try await leave(request) { changes in try changes.transfer(request, to: name) }
            case (.agent(let agent), .blind): return try await leave(request) { changes in try changes.transfer(request, to: agent) }
            case (.queue(let name), .warm): return try await consult(request) { changes, leg in try changes.consult(request, from: name, as: leg) }
            case (.agent(let agent), .warm): return try await consult(request) { changes, leg in try changes.consult(request, agent, as: leg) }
            case (.outside(let number), _): return try await goOutside(request, number)
            case (.assistant, .blind): return try await handBack(request)
            case (.assistant, .warm): throw RequestFailure(.invalid, "the assistant takes a call back without being asked first")
            }
        } catch is NobodyFree { return .nobodyFree }
    }

    // MARK: Leaving at once

    private func leave(_ request: TransferCall, _ body: @escaping @Sendable (Changes) throws -> [Grant]) async throws -> TransferCall.Answer {
        let held = try await held(request.call, by: request.agent, of: request.tenant)
        try await dispatcher.change(body)
        await dispatcher.drop(held.leg, of: request.call, at: held.call.gateway)
        return .transferred
    }

    /// The gateway goes back to the caller's conversation before it lets the agent go.
    private func handBack(_ request: TransferCall) async throws -> TransferCall.Answer {
        let held = try await held(request.call, by: request.agent, of: request.tenant), epoch = held.call.epoch + 1
        let plan = try await Plans(database: platform.database).number(held.call.dialled)
        let assistants = Assistants.live(on: platform.bus)
        guard let plan, case .assistant(let speech, _, _, _) = Admission.treatment(plan: plan, assistants: assistants, epoch: epoch) else { return .unreachable }
        let ask = HandBack(call: request.call, speech: speech, epoch: epoch, tenant: request.tenant, pack: plan.pack, queue: held.call.queue, trace: held.call.trace)
        do { _ = try await platform.bus.ask(ask, of: held.call.gateway) } catch  where error.code == .unavailable { return .unreachable }
        try await dispatcher.change { changes in
            try changes.handedBack(request, to: speech, epoch: epoch)
            return []
        }
        return .transferred
    }

    // MARK: Asking somebody first

    private func consult(_ request: TransferCall, _ invite: @escaping @Sendable (Changes, LegID) throws -> Invitation) async throws -> TransferCall.Answer {
        let leg = LegID(platform.identifier())
        let invitation = try await transaction { changes in try invite(changes, leg) }
        await hold(request.call, true, at: invitation.call.gateway)
        await show(invitation)
        let answer = await ring(invitation, .consulted)
        guard answer == .connected else {
            await hold(request.call, false, at: invitation.call.gateway)
            return TransferCall.Answer(answer)
        }
        return .consulting(leg: leg)
    }

    /// A number outside has no lease and no screen; a blind transfer leaves once it has answered.
    private func goOutside(_ request: TransferCall, _ number: Masked<String>) async throws -> TransferCall.Answer {
        let leg = LegID(platform.identifier())
        let call = try await transaction { changes in try changes.invite(outside: leg, to: request) }
        await hold(request.call, true, at: call.gateway)
        let ask = AddLeg(call: call.call, leg: leg, target: .outside(number), role: .consulted, ring: settings.outsideRing, trace: call.trace)
        let answer = await add(ask, at: call.gateway)
        guard answer == .connected else {
            _ = try? await transaction { changes in try Guests(transaction: changes.transaction).remove(leg, of: call.call) }
            await hold(request.call, false, at: call.gateway)
            return TransferCall.Answer(answer)
        }
        guard request.kind == .blind else { return .consulting(leg: leg) }
        return try await complete(request)
    }

    /// The agent leaves: whoever was consulted has the call.
    private func complete(_ request: TransferCall) async throws -> TransferCall.Answer {
        let held = try await held(request.call, by: request.agent, of: request.tenant)
        _ = try await platform.bus.ask(DropLeg(call: request.call, leg: held.leg), of: held.call.gateway)
        try await transaction { changes in try changes.sayTransferred(request, held.call) }
        return .transferred
    }

    func finish(_ request: FinishTransfer) async throws -> Done {
        let held = try await held(request.call, by: request.agent, of: request.tenant), gateway = held.call.gateway
        let guest = try await transaction { changes in try Guests(transaction: changes.transaction).all(of: request.call).first { $0.leg == request.leg } }
        guard let guest else { throw RequestFailure(.notFound, "nobody is consulted on that leg any more") }
        switch request.outcome {
        case .together: _ = try await platform.bus.ask(HoldCaller(call: request.call, isHeld: false), of: gateway)
        case .cancel:
            _ = try await platform.bus.ask(DropLeg(call: request.call, leg: request.leg), of: gateway)
            _ = try await platform.bus.ask(HoldCaller(call: request.call, isHeld: false), of: gateway)
        case .complete:
            let target: TransferCall.Target = guest.agent.map { .agent($0) } ?? .outside(Masked(""))
            _ = try await complete(TransferCall(call: request.call, tenant: request.tenant, agent: request.agent, target: target, kind: .warm))
        }
        return Done()
    }

    func hold(_ request: HoldCall) async throws -> Done {
        let held = try await held(request.call, by: request.agent, of: request.tenant)
        return try await platform.bus.ask(HoldCaller(call: request.call, isHeld: request.isHeld), of: held.call.gateway)
    }

    func mute(_ request: MuteAgent) async throws -> Done {
        let (call, leg) = try await transaction { changes in try changes.part(of: request.agent, in: request.call, of: request.tenant) }
        return try await platform.bus.ask(SetLeg(call: request.call, leg: leg, muted: request.isMuted), of: call.gateway)
    }

    func press(_ request: SendKeys) async throws -> Done {
        let held = try await held(request.call, by: request.agent, of: request.tenant)
        return try await platform.bus.ask(PressKeys(call: request.call, keys: request.keys, leg: request.leg), of: held.call.gateway)
    }

    // MARK: Steps

    func transaction<Result: Sendable>(_ body: @escaping @Sendable (Changes) throws -> Result) async throws -> Result {
        try await platform.database.transaction { [platform, settings] transaction in try body(Changes(transaction: transaction, platform: platform, settings: settings)) }
    }

    private func held(_ call: CallID, by agent: AgentID, of tenant: TenantID) async throws -> Calls.Held {
        try await transaction { changes in try changes.held(call, by: agent, of: tenant) }
    }

    /// Music for the caller, or its end. A call that could not be held is talked about in the caller's hearing: better than not at all.
    private func hold(_ call: CallID, _ isHeld: Bool, at gateway: InstanceID) async {
        do { _ = try await platform.bus.ask(HoldCaller(call: call, isHeld: isHeld), of: gateway) } catch {
            platform.log.warning("the caller could not be put on hold or taken back", metadata: ["call": "\(call)", "error": "\(error)"])
        }
    }

    /// As for any call, the screen comes before the ring; without a desk it rings all the same.
    private func show(_ invitation: Invitation) async {
        guard !invitation.lease.phoneOnly else { return }
        let call = invitation.call, lease = invitation.lease
        let request = ShowContext(
            call: call.call, agent: lease.agent, tenant: call.tenant, revision: call.revision, reason: call.reason ?? .asked, fence: lease.fence, trace: call.trace)
        for desk in platform.bus.instances(of: .agentAssist) where (try? await platform.bus.ask(request, of: desk.id)) != nil { return }
    }

    /// - Returns: `connected` once they hear each other, with the lease kept; else it is given back.
    func ring(_ invitation: Invitation, _ role: LegRole) async -> AddLeg.Answer {
        let lease = invitation.lease, call = invitation.call
        let request = AddLeg(
            call: call.call, leg: invitation.leg, target: .phone(lease.phone), role: role, agent: lease.agent, fence: lease.fence,
            ring: Int(settings.offers.ring.nanoseconds / 1_000_000_000), trace: call.trace)
        let answer = await add(request, at: call.gateway)
        do {
            if answer == .connected { try await transaction { changes in try changes.joined(invitation) } } else { try await dispatcher.change { changes in try changes.missed(invitation) } }
        } catch {
            platform.log.error("a lease could not be kept or given back; it will lapse", metadata: ["call": "\(call.call)", "error": "\(error)"])
        }
        return answer
    }

    private func add(_ request: AddLeg, at gateway: InstanceID) async -> AddLeg.Answer {
        do { return try await platform.bus.ask(request, of: gateway) } catch {
            platform.log.warning("the gateway could not ring", metadata: ["call": "\(request.call)", "error": "\(error)"])
            return .unreachable
        }
    }
}

extension TransferCall.Answer {
    /// Of a leg that did not come.
    fileprivate init(_ answer: AddLeg.Answer) {
        self =
            switch answer {
            case .noAnswer, .dropped, .connected: .noAnswer
            case .busy: .busy
            case .unreachable: .unreachable
            case .callerGone: .callerGone
            }
    }
}
