import Vocabulary

/// The edge of phones behind our connections: requests that another gateway sends along a path that we gave out are
/// passed on without state (RFC 3327 §5, RFC 5626 §5.3, RFC 3261 §16.11).
extension SIPEndpoint {
    /// The Path by which another gateway reaches a peer through us; it holds as long as the peer's connection.
    public func path(to peer: SIPPeer) -> SIPURI {
        var uri = self.edge(.udp, SIPFlowToken(peer))
        uri.parameters.set("ob", nil)
        return uri
    }

    private func edge(_ transport: SIPPeer.Transport, _ token: SIPFlowToken) -> SIPURI {
        let local = self.local(transport)
        var uri = SIPURI(user: token.text(secret: self.flowSecret), host: local.host, port: local.port)
        if transport != .udp { uri.parameters.set("transport", transport.rawValue.asciiLowercased) }
        uri.parameters.set("lr", nil)
        return uri
    }

    private var flowSecret: String { "flow" + self.statelessSecret }

    private func flow(_ uri: SIPURI) -> SIPFlowToken? {
        guard let user = uri.user, user.utf8.starts(with: "flow-".utf8) else { return nil }
        return SIPFlowToken(user, secret: self.flowSecret)
    }

    // MARK: Requests

    /// Whether a request goes along a path of ours, so that it is for somebody else: no call of ours comes of it.
    public func passesOn(_ request: SIPRequest) -> Bool {
        guard request.headers.first(.route) != nil, let route = (try? SIPNameAddress.list(request.headers, .route))?.first else { return false }
        return self.flow(route.uri) != nil
    }

    /// - Returns: whether the request was for somebody else and has been dealt with.
    mutating func passOn(_ request: SIPRequest, from peer: SIPPeer, _ effects: inout [Effect]) -> Bool {
        guard let field = request.headers.first(.route), let top = try? SIPNameAddress.list(request.headers, .route), let route = top.first else { return false }
        guard field.value.contains(ASCII.at), route.uri.user?.utf8.starts(with: "flow-".utf8) ?? false else { return false }
        if let status = self.edgeRefusal(request, route.uri, from: peer) {
            effects.append(.refused(from: peer.address, status: status, reason: "not passed on"))
            self.answerStatelessly(request, status, from: peer, &effects)
            return true
        }
        guard let token = self.flow(route.uri) else { return true }
        var onward = request
        onward.maxForwards = (request.maxForwards ?? 70) - 1
        onward.headers.remove(.route)
        for rest in top.dropFirst() { onward.headers.append(.route, rest.description) }
        // §5.3.1: from the flow itself it goes where it is addressed to, else along the flow.
        let isOutward = token.peer.shares(peer)
        if isOutward, request.to.tag == nil {
            // No relay for whatever a phone likes to call: that is what the gateway itself is for.
            self.answerStatelessly(request, 403, from: peer, &effects)
            return true
        }
        let next = isOutward ? self.nextHop(onward, away: peer) : token.peer
        guard let next else {
            self.answerStatelessly(request, 404, from: peer, &effects)
            return true
        }
        self.send(onward, from: peer, to: next, route.uri, &effects)
        return true
    }

    private func edgeRefusal(_ request: SIPRequest, _ route: SIPURI, from peer: SIPPeer) -> Int? {
        // RFC 5626 §5.3.1: a token that was tampered with.
        guard let token = self.flow(route) else { return 403 }
        if request.maxForwards == 0 { return 483 }
        // §5.3.1: the connection is gone.
        if token.peer.connection != 0, !self.connections.contains(token.peer.connection) { return 430 }
        return nil
    }

    private func nextHop(_ request: SIPRequest, away peer: SIPPeer) -> SIPPeer? {
        let target = ((try? SIPNameAddress.list(request.headers, .route)) ?? []).first?.uri ?? request.uri
        guard let ip = IPAddress(target.host) else { return nil }
        let name = target.parameters["transport"] ?? "udp"
        guard let transport = SIPPeer.Transport(rawValue: name.uppercased()) else { return nil }
        let address = SocketAddress(ip: ip, port: target.port ?? transport.defaultPort)
        // What is addressed to us is no longer on its way.
        return address == self.local(transport) ? nil : SIPPeer(address, transport: transport)
    }

    private func send(_ request: SIPRequest, from peer: SIPPeer, to next: SIPPeer, _ route: SIPURI, _ effects: inout [Effect]) {
        var onward = request
        if request.to.tag == nil, request.method != .cancel, request.method != .ack {
            // Requests inside the dialog come through here too (RFC 5626 §5.3.1), from either side.
            onward.headers.prepend(.recordRoute, "<\(route.withoutOutbound)>")
        }
        let local = self.local(next.transport)
        var via = SIPVia(transport: next.transport.rawValue, host: local.host, port: local.port, branch: self.edgeBranch(request))
        via.parameters.set("flow", SIPFlowToken(Self.responsePeer(request, from: peer)).text(secret: self.flowSecret))
        onward.vias.insert(via, at: 0)
        effects.append(.send(onward.bytes, to: next))
    }

    /// §16.11: the same for every repetition, and for the CANCEL and ACK of an INVITE.
    private func edgeBranch(_ request: SIPRequest) -> String {
        let top = request.vias.first
        let identity = "\(self.flowSecret)|\(top?.branch ?? "")|\(top?.sentBy ?? "")|\(request.callID)|\(request.cSeq.number)|\(request.from.tag ?? "")"
        return SIPVia.magicCookie + "e" + DigestAlgorithm.md5.hash(identity).prefix(20)
    }

    // MARK: Responses

    /// A response to a request that was passed on goes back where that came from.
    func passBack(_ response: SIPResponse, _ effects: inout [Effect]) {
        guard response.vias.count > 1, let text = response.vias.first?.parameters["flow"], let token = SIPFlowToken(text, secret: self.flowSecret) else { return }
        var back = response
        back.vias.removeFirst()
        effects.append(.send(back.bytes, to: token.peer))
    }
}

extension SIPURI {
    fileprivate var withoutOutbound: SIPURI {
        var uri = self
        uri.parameters.remove("ob")
        return uri
    }
}
