import MediaGatewayCore
import Protocols
import Vocabulary

/// Calls that an agent's phone puts through to another number (RFC 3515).
extension Gateway {
    func transferRequested(_ key: SIPCallKey, _ referral: SIPReferral) {
        if let replaces = referral.replaces { return attendedTransfer(key, replaces) }
        // A caller's side may not send us anywhere.
        guard let name = legs[key], calls[name.call]?.agentLeg?.place == name.place, let number = referral.target.decodedUser else {
            return perform(endpoint.refuseTransfer(key, status: 603, at: now))
        }
        step(name.call) { $0.transferRequested(to: number, at: $1) }
    }

    // MARK: Attended

    /// The phone talks in two calls of ours: in one as a customer's agent, in the other as the caller of a colleague. It may
    /// say so in either (RFC 5589 §7). The colleague takes its place with the customer.
    private func attendedTransfer(_ key: SIPCallKey, _ replaces: SIPReplaces) {
        let names = [legs[key], endpoint.call(named: replaces).flatMap { legs[$0] }].compactMap(\.self)
        guard names.count == 2, let served = names.first(where: { calls[$0.call]?.agentLeg?.place == $0.place }), let asked = names.first(where: { $0.place == .caller }),
            served.call != asked.call, let customer = calls[served.call], let consultation = calls[asked.call], let leg = consultation.agentLeg, consultation.call.isBridged,
            customer.call.isBridged, !customer.call.isInternal,
            let place = customer.freePlace
        else { return perform(endpoint.refuseTransfer(key, status: 603, at: now)) }
        join(leg, of: consultation, into: customer, at: place, askedBy: key)
    }

    private func join(_ leg: ActiveCall.Leg, of consultation: ActiveCall, into customer: ActiveCall, at place: LegPlace, askedBy key: SIPCallKey) {
        guard let agents = customer.agentLeg, let sip = leg.sip else { return }
        perform(endpoint.acceptTransfer(key, at: now))
        let reached = threads[customer.thread], media = customer.media
        sound(customer, .closeLeg(customer.media, agents.place))
        sound(consultation, .takeLeg(consultation.media, leg.place, { reached.send(.placeLeg(media, place, $0)) }))
        legs[sip] = LegName(call: customer.id, place: place)
        calls[consultation.id]?.agentLeg = nil
        calls[customer.id]?.agentLeg = ActiveCall.Leg(id: leg.id, place: place, sip: sip, session: leg.session, description: leg.description, trunk: leg.trunk)
        step(customer.id) { $0.putThrough(to: leg.id, at: $1) }
        perform(endpoint.reportTransfer(key, status: 200, at: now))
        releaseReferrer(agents)
        step(consultation.id) { $0.colleagueTaken(at: $1) }
    }

    /// BYE to the phone that put its caller through.
    private func releaseReferrer(_ agents: ActiveCall.Leg) {
        if let trunk = agents.trunk { gate.callEnded(on: trunk) }
        guard let key = agents.sip else { return }
        legs[key] = nil
        perform(endpoint.hangUp(key, reason: SIPReason("SIP", cause: 200, text: "call transferred"), at: now))
    }

    // MARK: Blind

    /// The phone that asked keeps its dialog to be told; its sound ends here.
    func ringTransfer(_ number: String, _ active: ActiveCall) {
        guard let key = active.agentLeg?.sip else { return }
        perform(endpoint.acceptTransfer(key, at: now))
        calls[active.id]?.referrer = key
        legs[key] = nil
        drop(active.agentLeg, of: active)
        guard let updated = calls[active.id] else { return }
        ringOut(number, .agent(newRinging(of: updated)), updated)
    }

    func transferEnded(_ status: Int, _ active: ActiveCall) {
        guard let key = calls[active.id]?.referrer else { return }
        calls[active.id]?.referrer = nil
        perform(endpoint.reportTransfer(key, status: status, at: now))
        perform(endpoint.hangUp(key, reason: SIPReason("SIP", cause: status, text: "call transferred"), at: now))
    }
}
