import MediaGatewayCore
import Protocols
import Vocabulary

/// Calls that an agent's phone puts through to another number (RFC 3515).
extension Gateway {
    func transferRequested(_ key: SIPCallKey, _ referral: SIPReferral) {
        // A consultation that was given up meanwhile: whom it was with is still who is meant.
        if let replaces = referral.replaces, endpoint.call(named: replaces) != nil { return attendedTransfer(key, replaces) }
        // A caller's side may not send us anywhere.
        guard let name = legs[key], let active = calls[name.call], active.agentLeg?.place == name.place, let number = referral.target.dialled else {
            return perform(endpoint.refuseTransfer(key, status: 603, at: now))
        }
        if let asked = consultation(with: number, by: key), let leg = asked.agentLeg, let place = transferPlace(in: active) {
            return takeRinging(leg, of: asked, into: active, at: place, askedBy: key)
        }
        step(name.call) { $0.transferRequested(to: number, at: $1) }
    }

    /// A call in which the same phone rings somebody whom it now asks us to ring.
    private func consultation(with number: String, by key: SIPCallKey) -> ActiveCall? {
        calls.values.first { active in
            active.call.isInternal && !active.call.isTalking && active.dialled == number && active.callerLeg.sip.map { endpoint.isOnePhone($0, key) } ?? false
        }
    }

    /// For the leg that an agent's phone puts the caller through to; nil where no agent talks to a caller.
    private func transferPlace(in customer: ActiveCall) -> LegPlace? { customer.call.isBridged && !customer.call.isInternal ? customer.freePlace : nil }

    // MARK: Attended

    /// The phone talks in two calls of ours: in one as a customer's agent, in the other as the caller of a colleague. It may
    /// say so in either (RFC 5589 §7). The colleague takes its place with the customer; one whose phone still rings does when
    /// it is answered.
    private func attendedTransfer(_ key: SIPCallKey, _ replaces: SIPReplaces) {
        let names = [legs[key], endpoint.call(named: replaces).flatMap { legs[$0] }].compactMap(\.self)
        guard names.count == 2, let served = names.first(where: { calls[$0.call]?.agentLeg?.place == $0.place }), let asked = names.first(where: { $0.place == .caller }),
            served.call != asked.call, let customer = calls[served.call], let consultation = calls[asked.call], let leg = consultation.agentLeg,
            let place = transferPlace(in: customer)
        else { return perform(endpoint.refuseTransfer(key, status: 603, at: now)) }
        if consultation.call.isBridged { return join(leg, of: consultation, into: customer, at: place, askedBy: key) }
        // The early dialog ends at once: reports can go along the customer's alone.
        guard consultation.call.isInternal, legs[key] == served else { return perform(endpoint.refuseTransfer(key, status: 603, at: now)) }
        takeRinging(leg, of: consultation, into: customer, at: place, askedBy: key)
    }

    private func join(_ leg: ActiveCall.Leg, of consultation: ActiveCall, into customer: ActiveCall, at place: LegPlace, askedBy key: SIPCallKey) {
        guard let agents = customer.agentLeg else { return }
        perform(endpoint.acceptTransfer(key, at: now))
        sound(customer, .closeLeg(customer.media, agents.place))
        move(leg, from: consultation, to: customer, at: place, rings: false)
        step(customer.id) { $0.putThrough(to: leg.id, at: $1) }
        perform(endpoint.reportTransfer(key, status: 200, at: now))
        releaseReferrer(agents)
        step(consultation.id) { $0.colleagueTaken(at: $1) }
    }

    /// The phone that asked keeps its dialog to be told, as with a blind transfer.
    private func takeRinging(_ leg: ActiveCall.Leg, of consultation: ActiveCall, into customer: ActiveCall, at place: LegPlace, askedBy key: SIPCallKey) {
        keepReferrer(key, of: customer)
        move(leg, from: consultation, to: customer, at: place, rings: true)
        step(customer.id) { $0.putThroughToRinging(at: $1) }
        step(consultation.id) { $0.colleagueTaken(at: $1) }
    }

    /// A leg of one call is the agent's of another from now on.
    private func move(_ leg: ActiveCall.Leg, from consultation: ActiveCall, to customer: ActiveCall, at place: LegPlace, rings: Bool) {
        guard let sip = leg.sip else { return }
        let reached = threads[customer.thread], media = customer.media
        sound(customer, .expectLeg(media))
        sound(consultation, .takeLeg(consultation.media, leg.place, { reached.send(.placeLeg(media, place, $0, rings: rings)) }))
        legs[sip] = LegName(call: customer.id, place: place)
        calls[consultation.id]?.agentLeg = nil
        calls[customer.id]?.agentLeg = ActiveCall.Leg(id: leg.id, place: place, sip: sip, session: leg.session, description: leg.description, trunk: leg.trunk)
    }

    /// BYE to the phone that put its caller through.
    private func releaseReferrer(_ agents: ActiveCall.Leg) {
        if let trunk = agents.trunk { gate.callEnded(on: trunk) }
        guard let key = agents.sip else { return }
        legs[key] = nil
        perform(endpoint.hangUp(key, reason: SIPReason("SIP", cause: 200, text: "call transferred"), at: now))
    }

    // MARK: Blind

    func ringTransfer(_ number: String, _ active: ActiveCall) {
        guard let key = active.agentLeg?.sip else { return }
        keepReferrer(key, of: active)
        guard let updated = calls[active.id] else { return }
        ringOut(number, .agent(newRinging(of: updated)), updated)
    }

    /// The phone that asked keeps its dialog to be told; its sound ends here.
    private func keepReferrer(_ key: SIPCallKey, of active: ActiveCall) {
        perform(endpoint.acceptTransfer(key, at: now))
        calls[active.id]?.referrer = key
        legs[key] = nil
        drop(active.agentLeg, of: active)
    }

    func transferEnded(_ status: Int, _ active: ActiveCall) {
        guard let key = calls[active.id]?.referrer else { return }
        calls[active.id]?.referrer = nil
        perform(endpoint.reportTransfer(key, status: status, at: now))
        perform(endpoint.hangUp(key, reason: SIPReason("SIP", cause: status, text: "call transferred"), at: now))
    }
}
