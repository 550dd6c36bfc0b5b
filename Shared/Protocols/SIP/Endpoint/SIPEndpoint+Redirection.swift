import Vocabulary

/// Calls that are answered with other addresses (RFC 3261 §8.1.3.4).
extension SIPEndpoint {
    /// A redirected call while the host of its next target is looked up.
    struct Locating: Sendable {
        let target: SIPURI
        /// As `locate` named it.
        let uri: SIPURI
        /// For the target, but for what depends on the way to it.
        let request: SIPRequest
        /// Of the answer that led here: how the call ends when nothing else does.
        let status: Int
    }

    /// Where a target is.
    private enum Way {
        case known(SIPPeer)
        /// Behind a name, to be looked up as this.
        case named(SIPURI)
        case nowhere
    }

    /// A 3xx names more targets; whatever else refuses the call makes room for the next of them, but for 6xx, which speaks for all.
    /// - Returns: whether the call goes on.
    mutating func redirectInvite(_ call: SIPCallKey, _ state: SIPCall, _ response: SIPResponse, _ transaction: ClientTransaction, at now: Instant, _ effects: inout [Effect]) -> Bool {
        guard response.status < 600, state.phase == .calling(cancels: false) || state.phase == .ringing else { return false }
        if response.status < 400 { self.calls[call]?.targets.redirected(from: transaction.request.uri, to: response.contacts) }
        var request = self.repeatable(transaction.request)
        // What proved us to the one, and led to it, is nothing to the other.
        for name in [SIPHeaderName.authorization, .proxyAuthorization, .route] { request.headers.remove(name) }
        return self.goOn(call, request, after: response.status, at: now, &effects)
    }

    private mutating func goOn(_ call: SIPCallKey, _ request: SIPRequest, after status: Int, at now: Instant, _ effects: inout [Effect]) -> Bool {
        while let known = self.calls[call]?.peer, let target = self.calls[call]?.targets.next() {
            switch self.way(to: target, from: known) {
            case .nowhere: continue
            case .known(let peer): self.sendRedirected(call, request, to: target, peer, at: now, &effects)
            case .named(let uri):
                self.calls[call]?.locating = Locating(target: target, uri: uri, request: request, status: status)
                self.calls[call]?.pendingClient = nil
                self.calls[call]?.phase = .calling(cancels: false)
                effects.append(.locate(call, uri))
            }
            return true
        }
        return false
    }

    private mutating func sendRedirected(_ call: SIPCallKey, _ prepared: SIPRequest, to target: SIPURI, _ peer: SIPPeer, alternates: [SIPPeer] = [], at now: Instant, _ effects: inout [Effect]) {
        var request = prepared
        request.uri = target
        request.contacts = [self.contact(over: peer)]
        self.calls[call]?.peer = peer
        self.calls[call]?.alternates = alternates
        self.calls[call]?.authAttempts = 0
        self.calls[call]?.inviteSequence = request.cSeq.number
        self.forgetEarlyDialogs(call)
        self.calls[call]?.phase = .calling(cancels: false)
        self.sendInvite(request, call, at: now, &effects)
    }

    // MARK: Ways

    /// A call that began over TLS goes on over TLS alone, since its keys stand in its description.
    private func way(to target: SIPURI, from known: SIPPeer) -> Way {
        let isSecure = target.scheme == .sips || known.transport == .tls
        let named = target.parameters["transport"].map { SIPPeer.Transport(rawValue: $0.uppercased()) }
        if let named, named == nil || (known.transport == .tls && named != .tls) { return .nowhere }
        let transport = isSecure ? .tls : (named ?? .udp) ?? .udp
        guard self.offers(transport) else { return .nowhere }
        guard let ip = IPAddress(target.parameters["maddr"] ?? target.host) else { return self.way(toNamed: target, isSecure: isSecure, from: known) }
        guard !ip.isUnspecified, !ip.isMulticastOrBroadcast else { return .nowhere }
        // The same server, which nothing says to speak to otherwise than now.
        if ip == known.address.ip, target.port == nil || target.port == known.address.port, named == nil || named == known.transport, !isSecure || known.transport == .tls { return .known(known) }
        return .known(SIPPeer(SocketAddress(ip: ip, port: target.port ?? transport.defaultPort), transport: transport))
    }

    private func way(toNamed target: SIPURI, isSecure: Bool, from known: SIPPeer) -> Way {
        guard self.configuration.locatesHosts else { return isSecure && known.transport != .tls ? .nowhere : .known(known) }
        var uri = target
        if isSecure { uri.parameters.set("transport", "tls") }
        return .named(uri)
    }

    private func offers(_ transport: SIPPeer.Transport) -> Bool { transport == .udp || self.configuration.streams[transport] != nil }

    /// Answers `locate` (RFC 3263).
    /// - Parameter targets: servers of the URI, the best first; the next is tried when one does not take the call. Without any the call goes to who redirected it, who may know
    ///   the name, unless that would leave TLS.
    public mutating func located(_ call: SIPCallKey, _ uri: SIPURI, at targets: [SIPPeer], at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        guard let state = self.calls[call], let wanted = state.locating, wanted.uri == uri else { return [] }
        self.calls[call]?.locating = nil
        if let peer = targets.first ?? (uri.scheme == .sips && state.peer.transport != .tls ? nil : state.peer) {
            self.sendRedirected(call, wanted.request, to: wanted.target, peer, alternates: Array(targets.dropFirst()), at: now, &effects)
        } else if !self.goOn(call, wanted.request, after: wanted.status, at: now, &effects) {
            self.end(call, .refused(wanted.status), &effects)
        }
        return effects
    }
}
