import MediaGatewayCore
import Protocols
import Vocabulary

/// Calls that an agent's phone puts through to another number (RFC 3515).
extension Gateway {
    func transferRequested(_ key: SIPCallKey, _ referral: SIPReferral) {
        // A caller's side may not send us anywhere, and nobody may name a dialog of ours to take over.
        guard let name = legs[key], calls[name.call]?.agentLeg?.place == name.place, let number = referral.target.decodedUser, referral.replaces == nil else {
            return perform(endpoint.refuseTransfer(key, status: 603, at: now))
        }
        step(name.call) { $0.transferRequested(to: number, at: $1) }
    }

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
