/// Forwards requests to phones whose connection ends here, and what comes back, without state (RFC 3261 §16.11,
/// RFC 3327, RFC 5626 §5.3).
///
/// A phone behind TCP or TLS is reached through the one instance that holds its connection. That instance names the
/// connection by a token that nobody can guess; whoever may read registrations may send requests along it.
public struct EdgeProxy: Sendable {
    public enum Effect: Sendable {
        case send([UInt8], to: SIPPeer)
        /// For `SIPEndpoint.refuse`.
        case refuse(SIPRequest, status: Int, from: SIPPeer)
    }

    private static let mark = "flow-"
    private static let branchMark = SIPVia.magicCookie + mark

    private let local: SocketAddress
    private let streams: [SIPPeer.Transport: SocketAddress]
    private var tokens: TokenSource
    private let secret: String
    private var flows: [String: SIPPeer] = [:]
    private var names: [UInt64: String] = [:]

    /// - Parameters:
    ///   - local: where this instance is reached over UDP.
    ///   - streams: and over TCP and TLS.
    public init(local: SocketAddress, streams: [SIPPeer.Transport: SocketAddress], tokens: TokenSource = TokenSource()) {
        self.local = local
        self.streams = streams
        self.tokens = tokens
        self.secret = self.tokens.longToken()
    }

    // MARK: Connections

    /// The way to a phone behind a connection, for others: the URI of a Path (RFC 3327). Nil over UDP, where anybody
    /// reaches the phone.
    public mutating func path(to peer: SIPPeer) -> String? {
        guard peer.connection != 0 else { return nil }
        let token = self.names[peer.connection] ?? Self.mark + self.tokens.longToken()
        self.names[peer.connection] = token
        self.flows[token] = peer
        // Between instances TCP loses nothing that a stateless hop would have to repeat.
        return self.route(token, over: self.streams[.tcp] == nil ? .udp : .tcp)
    }

    public mutating func connectionClosed(_ connection: UInt64) {
        if let token = self.names.removeValue(forKey: connection) { self.flows[token] = nil }
    }

    private func address(_ transport: SIPPeer.Transport) -> SocketAddress { self.streams[transport] ?? self.local }

    private func route(_ token: String, over transport: SIPPeer.Transport) -> String {
        let address = self.address(transport)
        let suffix = transport == .udp ? "" : ";transport=" + transport.rawValue.asciiLowercased
        return "<sip:\(token)@\(address)\(suffix);lr>"
    }

    // MARK: Messages

    /// A message arrived.
    /// - Returns: nil when it is not to be forwarded: it is the endpoint's.
    public func messageReceived(_ bytes: [UInt8], from peer: SIPPeer) -> [Effect]? {
        guard Self.holdsMark(bytes), let message = try? SIPMessage(datagram: bytes) else { return nil }
        switch message {
        case .request(let request): return self.requestReceived(request, from: peer)
        case .response(let response): return self.responseReceived(response, from: peer)
        }
    }

    /// Whether the message can concern us at all; most do not, and pay only for this look.
    private static func holdsMark(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { buffer in
            guard buffer.count > 5 else { return false }
            for index in 4..<buffer.count where buffer[index] == 0x2D {
                if buffer[index - 4] == 0x66, buffer[index - 3] == 0x6C, buffer[index - 2] == 0x6F, buffer[index - 1] == 0x77 { return true }
            }
            return false
        }
    }

    private func requestReceived(_ received: SIPRequest, from peer: SIPPeer) -> [Effect]? {
        var routes = received.headers.elements(.route).map { String(bytes: $0) }
        guard let token = routes.first.flatMap(Self.token) else { return nil }
        func refusal(_ status: Int) -> [Effect] { received.method == .ack ? [] : [.refuse(received, status: status, from: peer)] }
        guard let flow = self.flows[token] else { return refusal(430) }
        guard received.maxForwards != 0 else { return refusal(483) }
        while routes.first.flatMap(Self.token) == token { routes.removeFirst() }
        var request = received
        request.maxForwards = (received.maxForwards ?? 70) - 1
        request.headers.remove(.route)
        for route in routes { request.headers.append(.route, route) }
        guard peer.connection == flow.connection else { return self.forward(&request, to: flow, token: token, from: peer) }
        // From the phone: only inside a call that came this way, so that nobody is called through us.
        guard request.to.tag != nil, let next = self.nextHop(request, routes) else { return refusal(403) }
        return self.forward(&request, to: next, token: nil, from: peer)
    }

    /// - Parameter token: set on the way to the phone, whose later requests come this way again (RFC 5658 §4.3).
    private func forward(_ request: inout SIPRequest, to next: SIPPeer, token: String?, from peer: SIPPeer) -> [Effect] {
        if request.vias.isEmpty { return [] }
        request.vias[0].stamp(source: peer.address)
        if let token, request.method == .invite {
            let known = request.headers.elements(.recordRoute).map { String(bytes: $0) }
            request.headers.remove(.recordRoute)
            for route in [self.route(token, over: next.transport), self.route(token, over: peer.transport)] + known { request.headers.append(.recordRoute, route) }
        }
        let address = self.address(next.transport)
        let branch = self.branch(over: request.vias[0].branch ?? "", back: peer)
        request.vias.insert(SIPVia(transport: next.transport.rawValue, host: address.host, port: address.port, branch: branch), at: 0)
        return [.send(request.bytes, to: next)]
    }

    private func nextHop(_ request: SIPRequest, _ routes: [String]) -> SIPPeer? {
        let target = routes.first.flatMap(Self.uri) ?? request.uri
        guard target.isSIP, let ip = IPAddress(target.host), !ip.isUnspecified, !ip.isMulticastOrBroadcast else { return nil }
        let transport = target.parameters["transport"].flatMap { SIPPeer.Transport(rawValue: $0.uppercased()) } ?? .udp
        return SIPPeer(SocketAddress(ip: ip, port: target.port ?? transport.defaultPort), transport: transport)
    }

    private static func uri(_ route: String) -> SIPURI? { (try? SIPNameAddress(Array(route.utf8)[...], header: .route))?.uri }

    private static func token(_ route: String) -> String? {
        guard let user = Self.uri(route)?.user, user.hasPrefix(Self.mark) else { return nil }
        return user
    }

    // MARK: Responses

    private func responseReceived(_ response: SIPResponse, from peer: SIPPeer) -> [Effect]? {
        guard response.vias.count > 1, let own = response.vias.first?.branch, own.hasPrefix(Self.branchMark) else { return nil }
        let parts = own.dropFirst(Self.branchMark.count).split(separator: "-")
        guard parts.count == 3, let connection = UInt64(parts[0], radix: 16), let transport = SIPPeer.Transport(rawValue: String(parts[1])) else { return [] }
        let next = response.vias[1]
        var back = SIPPeer(SocketAddress(ip: .loopback, port: 0), transport: transport, connection: connection)
        // Made by us for this hop; anything else is forged.
        guard own == self.branch(over: next.branch ?? "", back: back) else { return [] }
        guard let address = transport.isReliable ? next.listeningAddress(transport) : next.responseAddress else { return [] }
        back.address = address
        var response = response
        response.vias.removeFirst()
        return [.send(response.bytes, to: back)]
    }

    /// The same for a request that is repeated, its CANCEL and the ACK to a refusal (§16.11); says the way back.
    private func branch(over branch: String, back peer: SIPPeer) -> String {
        let way = "\(String(peer.connection, radix: 16))-\(peer.transport.rawValue)"
        let proof = SHA256.hash(Array("\(self.secret) \(branch) \(way)".utf8)).prefix(8).map { String($0, radix: 16) }.joined()
        return "\(Self.branchMark)\(way)-\(proof)"
    }
}
