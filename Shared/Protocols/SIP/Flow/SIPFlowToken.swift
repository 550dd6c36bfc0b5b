/// The name of a way to a peer, in the user part of a URI that we wrote ourselves (RFC 5626 §5.2): whoever holds it can
/// reach a phone behind one of our connections, and nobody can make one up.
struct SIPFlowToken: Equatable, Sendable {
    let peer: SIPPeer

    init(_ peer: SIPPeer) { self.peer = peer }

    /// Nil when it is not ours or was tampered with.
    init?(_ text: String, secret: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "flow", let transport = SIPPeer.Transport(rawValue: parts[1].uppercased()), let connection = UInt64(parts[2], radix: 36) else { return nil }
        guard let ip = Self.address(parts[3]), let port = UInt16(parts[4]) else { return nil }
        self.peer = SIPPeer(SocketAddress(ip: ip, port: port), transport: transport, connection: connection)
        guard self.text(secret: secret) == text else { return nil }
    }

    func text(secret: String) -> String {
        let body = "flow-\(self.peer.transport.rawValue.asciiLowercased)-\(String(self.peer.connection, radix: 36))-\(Self.hexadecimal(self.peer.address.ip))-\(self.peer.address.port)"
        // 80 bits, keyed at both ends of the text.
        return body + "-" + DigestAlgorithm.sha256.hash("\(secret):\(body):\(secret)").prefix(20)
    }

    private static func hexadecimal(_ ip: IPAddress) -> String {
        switch ip {
        case .v4(let value): String(value, radix: 16)
        case .v6(let high, let low): "\(String(high, radix: 16))_\(String(low, radix: 16))"
        }
    }

    private static func address(_ text: Substring) -> IPAddress? {
        let parts = text.split(separator: "_")
        if parts.count == 2, let high = UInt64(parts[0], radix: 16), let low = UInt64(parts[1], radix: 16) { return .v6(high, low) }
        return parts.count == 1 ? UInt32(text, radix: 16).map { .v4($0) } : nil
    }
}
