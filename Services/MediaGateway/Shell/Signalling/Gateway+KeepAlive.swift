import MediaGatewayCore
import Protocols
import Vocabulary

/// Phones behind address translators that keep their way open by STUN on the SIP port, and registrars that answer ours
/// (RFC 5626 §4.4.2).
extension Gateway {
    /// Strangers ask as often as they may say anything else; over streams CRLF does the same.
    func keepAliveReceived(_ bytes: [UInt8], from peer: SIPPeer) {
        guard peer.transport == .udp else { return }
        if gate.trunk(of: peer.address.ip) == nil, !flood.admits(peer.address.ip, at: now) { return metrics.flooded.add() }
        if let message = try? STUNMessage(bytes), message.kind == .success || message.kind == .failure { return perform(endpoint.bindingAnswered(message, from: peer, at: now)) }
        guard let answer = STUNBinding.answer(to: bytes, from: peer.address) else { return metrics.refused.add() }
        send(answer, to: peer)
    }
}
