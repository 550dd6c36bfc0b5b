import Vocabulary

extension SIPEndpoint {
    private static let calling: [SIPMethod] = [.invite, .ack, .bye, .cancel, .options, .update, .prack, .refer, .notify, .info]
    private static let registering = Self.calling + [.register]
    private static let allowCalling = Self.calling.map(\.name).joined(separator: ", ")
    private static let allowRegistering = Self.registering.map(\.name).joined(separator: ", ")

    /// Methods that are answered with something better than 405.
    var allowedMethods: [SIPMethod] { self.configuration.acceptsRegistrations ? Self.registering : Self.calling }

    var allow: String { self.configuration.acceptsRegistrations ? Self.allowRegistering : Self.allowCalling }

    /// Extensions that a peer may use (§20.37).
    var supported: String { "timer, replaces, norefersub" }

    var contact: SIPNameAddress {
        SIPNameAddress(uri: SIPURI(user: self.configuration.contactUser, host: self.configuration.local.host, port: self.configuration.local.port))
    }

    /// Where peers reach us over a transport.
    func local(_ transport: SIPPeer.Transport) -> SocketAddress { self.configuration.streams[transport] ?? self.configuration.local }

    func contact(over peer: SIPPeer) -> SIPNameAddress {
        var contact = self.contact
        guard peer.transport != .udp else { return contact }
        let local = self.local(peer.transport)
        contact.uri.host = local.host
        contact.uri.port = local.port
        contact.uri.parameters.set("transport", peer.transport.rawValue.asciiLowercased)
        return contact
    }

    // MARK: Requests

    mutating func via(for peer: SIPPeer) -> SIPVia {
        let local = self.local(peer.transport)
        var via = SIPVia(transport: peer.transport.rawValue, host: local.host, port: local.port, branch: self.tokens.branch())
        // RFC 3581: ask for the answer on the port we send from.
        via.parameters.set("rport", nil)
        return via
    }

    /// Starts a client transaction; `request` has no Via yet.
    /// - Returns: its key, nil when there are too many.
    @discardableResult
    mutating func start(_ request: SIPRequest, to peer: SIPPeer, owner: ClientTransaction.Owner, at now: Instant, _ effects: inout [Effect]) -> ClientTransactionKey? {
        guard self.clients.count < self.configuration.maximumTransactions else { return nil }
        var request = request
        let via = request.method == .cancel ? request.vias.first ?? self.via(for: peer) : self.via(for: peer)
        request.vias = [via]
        if request.maxForwards == nil { request.maxForwards = 70 }
        request.headers.append(.userAgent, self.configuration.userAgent)
        var bytes = request.bytes, chosen = peer
        if let stream = self.streamForLarge(request.method, size: bytes.count, to: peer) {
            request.vias[0].transport = stream.transport.rawValue
            bytes = request.bytes
            chosen = stream
        }
        return self.launch(request, bytes, to: chosen, instead: chosen == peer ? nil : peer, owner: owner, at: now, &effects)
    }

    private mutating func launch(
        _ request: SIPRequest, _ bytes: [UInt8], to peer: SIPPeer, instead datagrams: SIPPeer?, owner: ClientTransaction.Owner, at now: Instant, _ effects: inout [Effect]
    ) -> ClientTransactionKey {
        let key = ClientTransactionKey(branch: request.vias.first?.branch ?? "", method: request.method)
        var transaction = ClientTransaction(request, bytes: bytes, peer: peer, owner: owner, timers: self.configuration.timers, at: now)
        transaction.datagrams = datagrams
        self.clients[key] = transaction
        self.arm(client: key)
        effects.append(.send(bytes, to: peer))
        return key
    }

    /// §18.1.1: what would not fit a datagram on any path goes over TCP where we offer it.
    func streamForLarge(_ method: SIPMethod, size: Int, to peer: SIPPeer) -> SIPPeer? {
        guard peer.transport == .udp, size > 1300, method != .cancel, self.configuration.streams[.tcp] != nil else { return nil }
        return SIPPeer(peer.address, transport: .tcp)
    }

    /// §18.1.1: TCP was tried only because of the size; the peer does not take it, so that UDP must do. The branch is
    /// that of a new transaction.
    mutating func startOverDatagrams(_ transaction: ClientTransaction, to peer: SIPPeer, at now: Instant, _ effects: inout [Effect]) -> ClientTransactionKey {
        var request = transaction.request
        request.vias = [self.via(for: peer)]
        return self.launch(request, request.bytes, to: peer, instead: nil, owner: transaction.owner, at: now, &effects)
    }

    /// Where a URI leads when it names an address; over a connection, back along it (RFC 5923 §3).
    func peer(for uri: SIPURI, otherwise known: SIPPeer) -> SIPPeer {
        guard !known.transport.isReliable, uri.isSIP, let ip = IPAddress(uri.host), !ip.isUnspecified, !ip.isMulticastOrBroadcast else { return known }
        let name = uri.parameters["transport"] ?? (uri.scheme == .sips ? "tls" : "udp")
        guard let transport = SIPPeer.Transport(rawValue: name.uppercased()), transport == .udp || self.configuration.streams[transport] != nil else { return known }
        return SIPPeer(SocketAddress(ip: ip, port: uri.port ?? transport.defaultPort), transport: transport)
    }

    /// Adds the answer to a challenge; false when there is none that we can meet.
    /// - Parameter again: credentials were refused before; only a nonce that went stale is worth another try (§22.3).
    mutating func authorize(_ request: inout SIPRequest, against response: SIPResponse, with credential: DigestCredential?, again: Bool = false) -> Bool {
        guard let credential else { return false }
        let isProxy = response.status == 407
        let offers = response.headers.all(isProxy ? .proxyAuthenticate : .wwwAuthenticate)
        // RFC 8760 §2.4: the topmost challenge that is understood and can be met.
        guard let challenge = offers.lazy.compactMap({ DigestChallenge($0.text) }).first(where: { credential.meets($0) }), !again || challenge.isStale else { return false }
        let answer = DigestResponse(
            to: challenge, credential: credential, method: request.method, uri: request.uri.description,
            cnonce: self.tokens.token(), count: 1)
        request.headers.set(isProxy ? .proxyAuthorization : .authorization, answer.text)
        return true
    }

    // MARK: Responses

    /// Where the responses to a request go (§18.2.2, RFC 3581 §4).
    static func responsePeer(_ request: SIPRequest, from peer: SIPPeer) -> SIPPeer {
        guard !peer.transport.isReliable, let address = request.vias.first?.responseAddress else { return peer }
        return SIPPeer(address)
    }

    /// §8.2.6.1: when the request was sent goes back with the 100, which follows without delay.
    static func trying(_ request: SIPRequest) -> SIPResponse {
        var response = SIPResponse(to: request, status: 100)
        if let sent = request.headers.first(.other("timestamp")) { response.headers.append(sent) }
        return response
    }

    mutating func send(_ response: SIPResponse, in key: ServerTransactionKey, at now: Instant, _ effects: inout [Effect]) {
        var response = response
        response.headers.append(.server, self.configuration.userAgent)
        let answer = self.servers[key]?.responseSent(response.bytes, status: response.status, at: now) ?? []
        self.perform(answer, server: key, &effects)
        self.settle(server: key)
    }

    /// Answers without making state (§8.2.7).
    func answerStatelessly(_ request: SIPRequest, _ status: Int, from peer: SIPPeer, _ effects: inout [Effect], adding change: (inout SIPResponse) -> Void = { _ in }) {
        guard request.method != .ack else { return }
        var response = SIPResponse(to: request, status: status, tag: self.statelessTag(request))
        response.headers.append(.server, self.configuration.userAgent)
        change(&response)
        effects.append(.send(response.bytes, to: Self.responsePeer(request, from: peer)))
    }

    /// Refuses a request that the owner kept from the endpoint, without making state (§8.2.7); its retransmissions get
    /// the same answer, its ACK none.
    /// - Parameter status: 300...699
    public func refuse(_ request: SIPRequest, status: Int, headers: [SIPHeaders.Field] = [], from peer: SIPPeer) -> [Effect] {
        var request = request, effects: [Effect] = []
        if !request.vias.isEmpty { request.vias[0].stamp(source: peer.address) }
        self.answerStatelessly(request, min(max(status, 300), 699), from: peer, &effects) { response in
            for field in headers { response.headers.append(field) }
        }
        return effects
    }

    private func statelessTag(_ request: SIPRequest) -> String {
        self.statelessTag([request.callID.utf8[...], (request.from.tag ?? "").utf8[...], (request.vias.first?.branch ?? "").utf8[...]])
    }

    func statelessTag(_ malformed: SIPFrame) -> String {
        self.statelessTag([SIPHeaderName.callID, .from, .cSeq, .via].map { malformed.headers.first($0)?.value ?? [] })
    }

    /// FNV-1a over the request's identity and a secret.
    private func statelessTag(_ identity: [some Sequence<UInt8>]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in self.statelessSecret.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for part in identity { for byte in part { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 } }
        return String(hash, radix: 36)
    }
}
