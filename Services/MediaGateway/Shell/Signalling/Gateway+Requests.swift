import Bus
import Contracts
import MediaGatewayCore
import Vocabulary

/// What is asked of others, and what others ask.
extension Gateway {
    // MARK: Asked of us

    func serveRequests() async {
        let bus = platform.bus, threads = threads
        await bus.serve(ConnectAgent.self) { [weak self] request, _ in
            guard let self else { throw RequestFailure(.unavailable, "the gateway has ended") }
            return try await self.connect(request)
        }
        await bus.serve(EndCall.self) { [weak self] request, _ in
            guard let self, await self.endCall(request) else { throw RequestFailure(.notFound, "no such call on this gateway") }
            return Done()
        }
        await bus.serve(DescribeGateway.self) { [weak self] _, _ in
            guard let self else { throw RequestFailure(.unavailable, "the gateway has ended") }
            return await self.described
        }
        await serveLegs()
        await bus.onStream { message, instance in
            for thread in threads {
                switch message {
                case .assistantSpeech(let frames): thread.send(.speech(frames, from: instance))
                case .control(let key, let control): thread.send(.control(key, control, from: instance))
                case .callerAudio: break
                }
            }
        }
    }

    private var described: DescribeGateway.Answer {
        var listens = ["udp": "\(endpoint.configuration.local)"]
        for (transport, address) in endpoint.configuration.streams { listens[transport.rawValue.lowercased()] = "\(address)" }
        return DescribeGateway.Answer(listens: listens, calls: calls.count, capacity: settings.capacity, draining: isDraining)
    }

    private func endCall(_ request: EndCall) -> Bool {
        guard calls[request.call] != nil else { return false }
        platform.log.notice("call is ended on request", metadata: ["call": "\(request.call)", "reason": "\(request.reason)"])
        step(request.call) { $0.endRequested(.operatorEnded, at: $1) }
        return true
    }

    // MARK: Asked by us

    /// Asks without holding anything up; the answer is handled when it comes, at the latest after the question's deadline.
    private func ask<R: Request>(
        _ request: R, of instance: InstanceID?, for call: ActiveCall?,
        then: @escaping @Sendable (isolated Gateway, Result<R.Answer, RequestFailure>) -> Void
    ) {
        let bus = platform.bus
        Task {
            let result = await Tracing.$current.withValue(call?.trace) { () -> Result<R.Answer, RequestFailure> in
                do throws(RequestFailure) { return .success(try await bus.ask(request, of: instance)) } catch { return .failure(error) }
            }
            then(self, result)
        }
    }

    private func note(_ what: String, _ failure: RequestFailure, _ active: ActiveCall) {
        platform.log.warning("\(what)", metadata: ["call": "\(active.id)", "trace": "\(active.trace.traceID)", "error": "\(failure)"])
    }

    func askAdmission(_ active: ActiveCall) {
        let question = AdmitCall(call: active.id, dialled: active.dialled, caller: active.caller, gateway: platform.instance, trace: active.trace)
        ask(question, of: nil, for: active) { gateway, result in
            switch result {
            case .success(let answer): gateway.step(active.id) { $0.admitted(answer, at: $1) }
            case .failure(let failure):
                gateway.note("Routing did not admit the call; the gateway answers by itself", failure, active)
                gateway.step(active.id) { $0.admissionFailed(at: $1) }
            }
        }
    }

    func startConversation(_ instance: InstanceID, _ epoch: Int, _ treatment: AssistantTreatment, _ active: ActiveCall) {
        let question = StartConversation(
            call: active.id, epoch: epoch, tenant: treatment.tenant, pack: treatment.pack, queue: treatment.queue,
            dialled: active.dialled, caller: active.caller, gateway: platform.instance, trace: active.trace,
            returned: active.call.isHandingBack ? true : nil)
        ask(question, of: instance, for: active) { gateway, result in
            switch result {
            case .success(let answer): gateway.conversationStarted(active, instance, epoch, answer.handle)
            case .failure(let failure):
                gateway.note("a speech instance did not take the call", failure, active)
                gateway.step(active.id) { $0.conversationFailed(epoch: epoch, at: $1) }
            }
        }
    }

    /// A conversation that nobody waits for any more is ended again.
    private func conversationStarted(_ active: ActiveCall, _ instance: InstanceID, _ epoch: Int, _ handle: UInt32) {
        step(active.id) { $0.conversationStarted(epoch: epoch, handle: handle, at: $1) }
        if calls[active.id]?.call.speechInstance != instance { endConversation(instance, epoch, active) }
    }

    func askReassignment(_ epoch: Int, _ active: ActiveCall) {
        metrics.reassigned.add()
        ask(ReassignSpeech(call: active.id, epoch: epoch), of: nil, for: active) { gateway, result in
            if case .failure(let failure) = result { gateway.note("no other speech instance could be asked for", failure, active) }
            let treatment = try? result.get().treatment
            gateway.step(active.id) { $0.reassigned(treatment, after: epoch, at: $1) }
        }
    }

    func endConversation(_ instance: InstanceID, _ epoch: Int, _ active: ActiveCall) {
        ask(EndConversation(call: active.id, epoch: epoch), of: instance, for: active) { gateway, result in
            // Speech also learns of the end from the event.
            if case .failure(let failure) = result, failure.code != .notFound { gateway.note("speech was not told of the call's end", failure, active) }
        }
    }

    func askHandOver(_ reason: HandOverReason, _ epoch: Int, _ priority: Int, _ active: ActiveCall) {
        let question = HandOver(
            call: active.id, epoch: epoch, reason: reason, skills: [], revision: 0, priority: priority,
            decidedAt: platform.time.timestamp(), trace: active.trace)
        ask(question, of: nil, for: active) { gateway, result in
            guard case .failure(let failure) = result else { return }
            gateway.note("no person could be asked for", failure, active)
            gateway.step(active.id) { $0.handOverFailed(at: $1) }
        }
    }

    // MARK: Whether speech lives

    func startWatching(_ instance: InstanceID, for call: CallID) {
        stopWatching(call)
        watched[call] = instance
        watch.callBegan(with: instance, at: now)
    }

    func stopWatching(_ call: CallID) {
        if let instance = watched.removeValue(forKey: call) { watch.callEnded(with: instance) }
    }

    /// The bus knows no such instance any more.
    func unreachable(_ instance: InstanceID) { perform(watch.unreachable(instance)) }

    func perform(_ effects: [SpeechWatch.Effect]) {
        for effect in effects {
            switch effect {
            case .check(let instance): check(instance)
            case .silent(let instance):
                platform.log.warning("a speech instance is silent; its calls go to another", metadata: ["speech": "\(instance)"])
                for name in calls.keys where calls[name]?.call.speechInstance == instance { step(name) { $0.speechFellSilent(instance, at: $1) } }
            }
        }
    }

    private func check(_ instance: InstanceID) {
        ask(CheckSpeech(), of: instance, for: nil) { gateway, result in
            switch result {
            case .success: gateway.watch.answered(instance, at: gateway.now)
            case .failure: break
            }
        }
    }
}
