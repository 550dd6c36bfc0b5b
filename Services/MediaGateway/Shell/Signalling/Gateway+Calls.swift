import Contracts
import MediaGatewayCore
import Protocols
import Vocabulary

/// What a call's machine wants.
extension Gateway {
    /// Steps a call and performs what it wants. A call that is gone is stepped no more.
    func step(_ name: CallID, _ stimulus: (inout Call, Instant) -> [CallEffect]) {
        guard var call = calls[name]?.call else { return }
        let effects = stimulus(&call, now)
        calls[name]?.call = call
        deadlines.set(name, call.nextDeadline)
        for effect in effects { perform(effect, for: name) }
    }

    /// The same, for what may not be.
    func request(_ name: CallID, _ stimulus: (inout Call, Instant) throws(RequestFailure) -> [CallEffect]) throws(RequestFailure) {
        guard var call = calls[name]?.call else { throw RequestFailure(.notFound, "no such call on this gateway") }
        let effects = try stimulus(&call, now)
        step(name) { known, _ in
            known = call
            return effects
        }
    }

    private func perform(_ effect: CallEffect, for name: CallID) {
        guard let active = calls[name] else { return }
        switch effect {
        case .answer, .reject, .hangUpCaller: signal(effect, active)
        case .ringAgent(let phone): ringPhone(phone, .agent(newRinging(of: active)), active)
        case .ringDuty(let number): ringOut(number, .agent(newRinging(of: active)), active)
        case .hangUpAgent: hangUpAgent(of: active)
        case .ringTransfer(let number): ringTransfer(number, active)
        case .transferEnded(let status): transferEnded(status, active)
        case .refuseTransfer(let status): if let key = active.agentLeg?.sip { perform(endpoint.refuseTransfer(key, status: status, at: now)) }
        case .echo, .playFile, .prompt, .loop, .ringback, .stream, .endStream, .repeatKey, .bridge: play(effect, active)
        case .askAdmission: askAdmission(active)
        case .startConversation(let instance, let epoch, let treatment): startConversation(instance, epoch, treatment, active)
        case .askReassignment(let epoch): askReassignment(epoch, active)
        case .endConversation(let instance, let epoch): endConversation(instance, epoch, active)
        case .askHandOver(let reason, let epoch, let priority): askHandOver(reason, epoch, priority, active)
        case .answerConnect(let fence, let outcome): answerConnect(fence, outcome, active)
        case .legs(let effect): perform(effect, active)
        case .placing(let effect): perform(effect, active)
        case .started, .answered, .agentConnected, .callBackRequested: tell(effect, active)
        case .ended(let cause, let talked): closeSound(of: active, cause, talked)
        case .over: forget(active)
        }
    }

    private func signal(_ effect: CallEffect, _ active: ActiveCall) {
        guard let key = active.callerLeg.sip else { return }
        switch effect {
        case .answer:
            // The caller's side learns our name of the call: what is asked of the log and of the figures.
            let name = SIPHeaders.Field(.other("x-hotline-call"), active.id.value)
            perform(endpoint.answer(key, sdp: active.callerLeg.description, headers: [name], at: now))
        case .reject(let status, let retryAfter): refuse(key, status, retryAfter: retryAfter)
        default: perform(endpoint.hangUp(key, at: now))
        }
    }

    // MARK: Sound

    func sound(_ active: ActiveCall, _ order: MediaOrder) { threads[active.thread].leave(order) }

    func change(_ active: ActiveCall, _ change: @escaping @Sendable (inout CallAudio, inout MediaThreadOutput, Instant) -> Void) {
        sound(active, .change(active.media, change))
    }

    private func play(_ effect: CallEffect, _ active: ActiveCall) {
        switch effect {
        case .echo: change(active) { audio, _, _ in audio.echo() }
        case .playFile: change(active) { [prompts] audio, _, _ in audio.play(prompts.music, loops: true) }
        case .prompt(let prompt, let number): change(active) { [prompts] audio, _, _ in audio.play(prompts[prompt], loops: false, number: number) }
        case .loop(let prompt): change(active) { [prompts] audio, _, _ in audio.play(prompts[prompt], loops: true) }
        case .ringback(let isOn): change(active) { [prompts] audio, _, _ in audio.fill(with: isOn ? prompts.ringback : nil) }
        case .stream(let seat):
            startWatching(seat.instance, for: active.id)
            sound(active, .connect(active.media, seat))
        case .endStream:
            stopWatching(active.id)
            sound(active, .disconnect(active.media))
        case .repeatKey(let key): change(active) { audio, output, _ in audio.keyPressed(key, by: .caller, to: &output) }
        case .bridge: change(active) { audio, output, _ in audio.bridge(to: &output) }
        default: break
        }
    }

    /// The sound's figures belong to the last event, so that it follows when the media thread has let go.
    private func closeSound(of active: ActiveCall, _ cause: CallEnded.Cause, _ talked: Duration) {
        metrics.ended(cause)
        let reason = calls[active.id]?.reason
        sound(
            active,
            .close(
                active.media,
                { [weak self, loop] figures in
                    loop.post { [weak self] in self?.assumeIsolated { $0.soundClosed(active, cause, talked, reason, figures) } }
                }))
    }

    private func soundClosed(_ active: ActiveCall, _ cause: CallEnded.Cause, _ talked: Duration, _ reason: String?, _ figures: MediaFigures) {
        media[active.media] = nil
        segments[active.media] = nil
        if isKnown(active, cause) { record(.ended(cause, talked: talked, received: figures.received, lost: figures.lost, reason: reason), of: active) }
        if media.isEmpty { becameIdle() }
    }

    /// Diagnostic calls, and calls to numbers that are nobody's, leave no trace in the log.
    private func isKnown(_ active: ActiveCall, _ cause: CallEnded.Cause) -> Bool {
        active.call.diagnostic == nil && calls[active.id]?.call.isInternal != true && !active.call.isInternal && (cause != .rejected || active.call.tenant?.value.isEmpty == false)
    }

    private func forget(_ active: ActiveCall) {
        for leg in [active.callerLeg] + active.others {
            if let key = leg.sip { legs[key] = nil }
            if let trunk = leg.trunk { gate.callEnded(on: trunk) }
        }
        stopWatching(active.id)
        calls[active.id] = nil
        deadlines.set(active.id, nil)
        metrics.active.set(calls.count)
        reportLoad()
    }

    /// The media thread tells.
    func noted(_ key: MediaKey, _ note: MediaNote) {
        guard let name = media[key]?.id else { return }
        if case .silent(let place) = note { return fellSilent(name, place) }
        step(name) { call, now in
            switch note {
            case .digit(let digit, .caller): call.digitPressed(digit, at: now)
            case .digit(let digit, .agent): call.agentPressed(digit, at: now)
            case .soundOver(let number): call.promptFinished(number, at: now)
            case .afterwards(.hangUp): call.assistantFinished(at: now)
            case .afterwards(.connectDuty(let number)): call.dutyWanted(String(decoding: number, as: UTF8.self), at: now)
            case .silent: []
            }
        }
    }

    /// Nothing has come from a leg for the media time-out.
    private func fellSilent(_ name: CallID, _ place: LegPlace) {
        guard let leg = calls[name]?.leg(at: place) else { return }
        let isAgent = calls[name]?.agentLeg?.place == place
        step(name) { call, now in place == .caller ? call.mediaTimedOut(.caller, at: now) : isAgent ? call.mediaTimedOut(.agent, at: now) : call.mediaTimedOut(leg.id, at: now) }
    }

    // MARK: Facts

    private func tell(_ effect: CallEffect, _ active: ActiveCall) {
        switch effect {
        case .started(let tenant, let treatment): started(tenant, treatment, active)
        case .answered(let setUp):
            metrics.setUp.observe(setUp.milliseconds / 1000)
            if active.call.diagnostic == nil { record(.answered(setUp: setUp), of: active) }
        case .agentConnected(let agent, let fence, let briefed):
            metrics.bridged.add()
            if let leg = active.agentLeg { record(.agentConnected(leg: leg.id, agent, fence: fence, briefed: briefed), of: active) }
        case .callBackRequested:
            metrics.callBacks.add()
            record(.callBackRequested(dialled: active.dialled), of: active)
        default: break
        }
    }

    private func started(_ tenant: TenantID?, _ treatment: String, _ active: ActiveCall) {
        if let tenant {
            calls[active.id]?.tenant = tenant
            if tenants.count < 10_000 { tenants[active.dialled] = tenant }
        }
        guard active.call.diagnostic == nil, let updated = calls[active.id] else { return }
        if settings.records, platform.recorder != nil { change(active) { audio, _, _ in audio.record() } }
        let codec = active.callerLeg.session.negotiated?.codec.encoding ?? "PCMA/8000"
        record(.started(leg: active.callerLeg.id, dialled: active.dialled, codec: codec, treatment: treatment), of: updated)
    }

    func record(_ what: CallFact.What, of active: ActiveCall) {
        // What our own phones say to each other is nobody's call.
        if active.call.isInternal { return }
        let fact = CallFact(
            call: active.id, tenant: active.call.tenant ?? calls[active.id]?.tenant ?? active.tenant, trace: active.trace, caller: active.caller,
            at: platform.time.timestamp(), what: what)
        if case .dropped = factsIn.yield(fact) { metrics.factsLost.add() }
    }

    func reportLoad() { platform.bus.report(load: calls.count, of: settings.capacity, draining: isDraining) }
}
