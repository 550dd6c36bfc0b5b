import Contracts
import MediaGatewayCore
import Protocols
import Vocabulary

/// What a call that we place needs until the customer has answered.
struct PlacedCall {
    let request: OriginateCall
    let trunk: Trunk
    let sockets: MediaSockets
    let waiting: CheckedContinuation<OriginateCall.Answer, any Error>
    /// The customer's session before any answer, and the first description that came: another may follow with the 200, from
    /// elsewhere (RFC 3261 §13.2.1).
    var offered: OfferAnswer?
    var early: [UInt8]?

    /// The number shown is ours and known to be: neither altered nor withheld (RFC 3325 §9.1).
    var shown: SIPCallerIdentity { SIPCallerIdentity(number: request.shown, isAsserted: true) }
}

/// Calls that an agent places to a customer. Who may be rung was decided before; here only what carries a claim is done.
extension Gateway {
    func originate(_ request: OriginateCall) async throws -> OriginateCall.Answer {
        try check(request)
        let trunk: Trunk
        do throws(TrunkGate.Refusal) { trunk = try gate.callLeaves(at: now) } catch {
            // Before anybody's phone has rung.
            platform.log.warning("a customer cannot be rung", metadata: ["call": "\(request.call)", "reason": "\(error.reason)"])
            return OriginateCall.Answer(outcome: .noTrunk)
        }
        let sockets: MediaSockets
        do { sockets = try ports.open() } catch {
            gate.callEnded(on: trunk.name)
            throw RequestFailure(.overloaded, "no RTP port for a call; widen media-gateway.rtp.ports")
        }
        return try await withCheckedThrowingContinuation { place(PlacedCall(request: request, trunk: trunk, sockets: sockets, waiting: $0)) }
    }

    private func check(_ request: OriginateCall) throws(RequestFailure) {
        try request.claim.check(at: platform.time.timestamp())
        guard !isDraining else { throw RequestFailure(.unavailable, "this gateway ends; ask another") }
        guard calls.count < settings.capacity else { throw RequestFailure(.overloaded, "this gateway has its \(settings.capacity) calls") }
        guard calls[request.call] == nil else { throw RequestFailure(.conflict, "this call is being placed already") }
        guard DialledNumber.isTelephone(request.number.revealed) else { throw RequestFailure(.invalid, "the number must be 3 to 20 digits, with a leading + or without") }
        guard DialledNumber.isTelephone(request.shown) else { throw RequestFailure(.invalid, "the number shown must be one of ours: 3 to 20 digits") }
    }

    private func place(_ placed: PlacedCall) {
        let request = placed.request, now = now
        let leg = ActiveCall.Leg(id: LegID(identifier()), place: .caller, sip: nil, session: makeSession(placed.sockets), trunk: placed.trunk.name)
        nextMedia += 1
        let active = ActiveCall(
            id: request.call, call: Call(diagnostic: nil, hasNumber: true, policy: settings.call, at: now), dialled: request.shown,
            identity: SIPCallerIdentity(number: request.number.revealed), trace: request.trace, tenant: request.tenant, media: MediaKey(number: nextMedia),
            thread: Int(nextMedia % UInt64(threads.count)), callerLeg: leg, hops: 70)
        calls[request.call] = active
        self.placed[request.call] = placed
        media[active.media] = active
        sound(active, .open(active.media, placed.sockets))
        metrics.active.set(calls.count)
        reportLoad()
        step(request.call) { call, now in
            call.placingRequested(
                request.agent, phone: request.phone, fence: request.fence, agentRing: .seconds(max(1, min(request.agentRing, 30))),
                customerRing: .seconds(max(1, min(request.customerRing, 60))), at: now)
        }
    }

    // MARK: What the call wants

    func perform(_ effect: PlacingEffect, _ active: ActiveCall) {
        switch effect {
        case .dial: dialCustomer(active)
        case .progress(let rings): change(active) { [prompts] audio, _, _ in audio.tellProgress(rings ? prompts.ringback : nil) }
        case .answer(let outcome, let rang): answerPlaced(outcome, rang, active)
        }
    }

    private func dialCustomer(_ active: ActiveCall) {
        guard let placed = placed[active.id] else { return }
        do {
            // The agent's codec first, so that nothing need be transcoded.
            let first = active.agentLeg?.session.negotiated?.codec ?? .pcma, codecs = placed.trunk.codecs
            var session = makeSession(placed.sockets, codecs: codecs.filter { $0 == first } + codecs.filter { $0 != first }, security: placed.trunk.encryption)
            let offer = try session.makeOffer()
            guard let (key, effects) = dial(placed.request.number.revealed, over: placed.trunk, as: placed.shown, offer: offer) else { return customerFailed(active.id, .refused(503)) }
            calls[active.id]?.callerLeg.sip = key
            calls[active.id]?.callerLeg.session = session
            calls[active.id]?.callerLeg.description = offer
            self.placed[active.id]?.offered = session
            legs[key] = LegName(call: active.id, place: .caller)
            perform(effects)
        } catch {
            platform.log.error("a customer cannot be rung", metadata: ["call": "\(active.id)", "error": "\(error)"])
            customerFailed(active.id, .refused(503))
        }
    }

    private func answerPlaced(_ outcome: PlacedOutcome, _ rang: Duration?, _ active: ActiveCall) {
        guard let placed = placed.removeValue(forKey: active.id) else { return }
        let reason = outcome == .talking ? nil : active.reason
        record(.placed(placed.request.agent, placed.request.claim.ticket, outcome, rang: rang, reason: reason), of: active)
        placed.waiting.resume(returning: OriginateCall.Answer(outcome: outcome, reason: reason, leg: outcome == .talking ? active.agentLeg?.id : nil))
    }

    // MARK: What the customer's side says

    /// Early media (RFC 3960): the first description is what the agent hears.
    func customerRang(_ key: SIPCallKey, _ sdp: [UInt8]) {
        guard let name = legs[key], name.place == .caller, let active = calls[name.call], active.call.isPlacing, placed[name.call]?.early == nil else { return }
        var session = active.callerLeg.session
        guard let agreed = try? session.answerReceived(sdp) else { return }
        calls[name.call]?.callerLeg.session = session
        placed[name.call]?.early = sdp
        change(active) { audio, _, now in audio.caller.agreed(agreed, at: now) }
        step(name.call) { $0.customerRang(hasSound: true, at: $1) }
    }

    func customerAnswered(_ active: ActiveCall, _ sdp: [UInt8]?) {
        guard let placed = placed[active.id] else { return }
        // What was described before the answer, and may have been changed since, stays.
        var session = placed.early != nil && placed.early == sdp ? active.callerLeg.session : placed.offered ?? active.callerLeg.session
        if session.isOfferPending { guard let sdp, (try? session.answerReceived(sdp)) != nil else { return customerCannotTalk(active) } }
        guard let agreed = session.negotiated else { return customerCannotTalk(active) }
        calls[active.id]?.callerLeg.session = session
        change(active) { audio, _, now in audio.caller.agreed(agreed, at: now) }
        step(active.id) { $0.customerAnswered(at: $1) }
    }

    /// The 200 carries nothing that fits our offer.
    private func customerCannotTalk(_ active: ActiveCall) {
        guard let key = active.callerLeg.sip else { return }
        legs[key] = nil
        perform(endpoint.hangUp(key, reason: SIPReason("SIP", cause: 488), at: now))
        step(active.id) { $0.customerFailed(.unreachable, at: $1) }
    }

    func customerFailed(_ name: CallID, _ cause: SIPEndCause) {
        guard let active = calls[name] else { return }
        if let trunk = active.callerLeg.trunk, cause == .timedOut || cause == .refused(503) { gate.turned(from: trunk) }
        let outcome: PlacedOutcome
        switch cause {
        case .refused(let status):
            outcome = PlacedOutcome(status: status, cause: active.reason.flatMap(Self.q850))
            if active.reason == nil { calls[name]?.reason = "SIP \(status)" }
        case .timedOut, .peerHungUp, .peerCancelled, .localHangUp, .sessionExpired: outcome = .unreachable
        }
        step(name) { $0.customerFailed(outcome, at: $1) }
    }

    private static func q850(_ reason: String) -> Int? { reason.hasPrefix("Q.850 ") ? Int(reason.dropFirst(6)) : nil }
}
