import CSys
import Logging
import Protocols
import Sockets
import Vocabulary

/// SIP over TCP and TLS.
extension Gateway {
    static func openStreams(_ settings: GatewaySettings) throws -> SignallingStreams {
        let tls = try TLSContext(certificate: settings.tls.certificate, key: settings.tls.key, authorities: settings.tls.authorities, minimum: settings.tls.minimum)
        let streams = try SignallingStreams(tls: tls, limits: settings.streamLimits)
        for (transport, address) in settings.streams { try streams.listen(transport, on: address) }
        return streams
    }

    /// Does what the connections have, and turns to the other sockets and timers again.
    func readStreams() { heard(streams.ready(at: now)) }

    func heard(_ events: [SignallingStreams.Event]) {
        for event in events {
            switch event {
            case .message(let bytes, let peer): received(bytes, from: peer)
            case .ping(let peer): perform(endpoint.pingReceived(from: peer))
            case .pong(let peer): endpoint.pongReceived(from: peer, at: now)
            case .closed(let peer, let reason): closed(peer, reason)
            case .unreachable(let peer, _): perform(endpoint.unreachable(peer, at: now))
            }
        }
    }

    func closeConnection(_ peer: SIPPeer, _ reason: String) {
        streams.closeConnection(peer.connection)
        closed(peer, reason)
    }

    private func closed(_ peer: SIPPeer, _ reason: String) {
        platform.log.debug("SIP connection closed", metadata: ["from": "\(peer.address.ip)", "transport": "\(peer.transport.rawValue)", "reason": "\(reason)"])
        edge.connectionClosed(peer.connection)
        keep(registrar.connectionClosed(peer.connection))
        perform(endpoint.connectionClosed(peer.connection, at: now))
    }
}
