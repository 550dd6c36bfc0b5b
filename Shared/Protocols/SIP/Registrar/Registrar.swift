import Vocabulary

/// A registrar (RFC 3261 §10.3): checks who registers, keeps bindings with their expiry.
public struct Registrar: Machine {
    public typealias Effect = SIPBindingChange

    public struct Configuration: Sendable {
        public var minimumExpires: UInt32 = 30
        public var maximumExpires: UInt32 = 3600
        public var defaultExpires: UInt32 = 300
        public var maximumBindings = 5
        public var nonceLifetime = Duration.seconds(300)

        public init() {}
    }

    private let configuration: Configuration
    private var digest: DigestGuard
    private var tokens: TokenSource
    private var bindings: [String: [SIPBinding]] = [:]
    /// Not after the first expiry: refreshes leave it where it is, until its time has come.
    private var earliest: Instant?

    public init(realm: String, configuration: Configuration = Configuration(), tokens: TokenSource = TokenSource()) {
        self.tokens = tokens
        self.digest = DigestGuard(realm: realm, lifetime: configuration.nonceLifetime, tokens: &self.tokens)
        self.configuration = configuration
    }

    public var nextDeadline: Instant? { self.bindings.isEmpty ? nil : self.earliest }

    /// Bindings that ran out.
    public mutating func tick(at now: Instant) -> [SIPBindingChange] {
        guard let earliest, earliest <= now else { return [] }
        var changes: [SIPBindingChange] = []
        defer { self.earliest = self.bindings.values.joined().lazy.map(\.expires).min() }
        for (user, list) in self.bindings where list.contains(where: { $0.expires <= now }) {
            changes += list.filter { $0.expires <= now }.map(SIPBindingChange.removed)
            self.store(list.filter { $0.expires > now }, for: user)
        }
        return changes
    }

    /// A connection is gone, and with it the only way to the phones behind it (RFC 5626 §5.3).
    public mutating func connectionClosed(_ connection: UInt64) -> [SIPBindingChange] {
        guard connection != 0 else { return [] }
        var changes: [SIPBindingChange] = []
        for (user, list) in self.bindings where list.contains(where: { $0.peer.connection == connection }) {
            changes += list.filter { $0.peer.connection == connection }.map(SIPBindingChange.removed)
            self.store(list.filter { $0.peer.connection != connection }, for: user)
        }
        return changes
    }

    /// Whose credential `registerReceived` needs; nil when the request holds none.
    public func username(of request: SIPRequest) -> String? { self.digest.username(of: request) }

    /// Where a user is reached, the latest registration first.
    public func bindings(of user: String, at now: Instant) -> [SIPBinding] {
        (self.bindings[user] ?? []).filter { $0.expires > now }.reversed()
    }

    /// - Parameter credential: of `username(of:)`; nil when there is no such user.
    /// - Returns: the response for `SIPEndpoint.respond`, and what changed.
    public mutating func registerReceived(_ request: SIPRequest, from peer: SIPPeer, credential: DigestCredential?, at now: Instant) -> (SIPResponse, [SIPBindingChange]) {
        // §10.3 item 5: an address of record that is none of ours.
        // RFC 4475 §3.3.4: only sip and sips name one.
        guard request.to.uri.isSIP else { return (self.response(request, 400), []) }
        guard let user = request.to.uri.decodedUser else { return (self.response(request, 404), []) }
        switch self.digest.check(request, credential: credential, at: now) {
        case .challenge(let isStale):
            var response = self.response(request, 401)
            for challenge in self.digest.challenges(isStale: isStale, at: now) { response.headers.append(.wwwAuthenticate, challenge) }
            return (response, [])
        case .refused: return (self.response(request, 403), [])
        case .accepted(let username):
            // §10.3 item 4: nobody registers for someone else.
            guard username == user else { return (self.response(request, 403), []) }
            return self.update(user, request, from: peer, at: now)
        }
    }

    private mutating func response(_ request: SIPRequest, _ status: Int) -> SIPResponse {
        // The transaction repeats the response, so that the tag need not be found again.
        SIPResponse(to: request, status: status, tag: self.tokens.token())
    }

    private mutating func update(_ user: String, _ request: SIPRequest, from peer: SIPPeer, at now: Instant) -> (SIPResponse, [SIPBindingChange]) {
        let list = (self.bindings[user] ?? []).filter { $0.expires > now }
        let common = request.headers.number(.expires).map { UInt32($0) }
        if request.isContactWildcard {
            // §10.3 item 6.
            guard common == 0, request.contacts.isEmpty else { return (self.response(request, 400), []) }
            return self.removeAll(user, list, request)
        }
        var updated = list
        var changes: [SIPBindingChange] = []
        for contact in request.contacts {
            // §10.2.1.1: what cannot be read counts as an hour.
            let asked = contact.parameters["expires"].map { UInt32($0) ?? 3600 } ?? common ?? self.configuration.defaultExpires
            guard asked == 0 || asked >= self.configuration.minimumExpires else { return (self.tooBrief(request), []) }
            guard let change = self.change(&updated, user, contact, asked, request, from: peer, at: now) else {
                return (self.response(request, 500), [])
            }
            changes += change
        }
        guard updated.count <= self.configuration.maximumBindings else { return (self.response(request, 503), []) }
        self.store(updated, for: user)
        return (self.accepted(request, updated, at: now), changes)
    }

    /// §10.3 item 7. Nil when the request is older than what it wants to change.
    private func change(_ list: inout [SIPBinding], _ user: String, _ contact: SIPNameAddress, _ asked: UInt32, _ request: SIPRequest, from peer: SIPPeer, at now: Instant) -> [SIPBindingChange]? {
        let flow = SIPFlowName(contact)
        // RFC 5626 §6: a flow is known by its names, whatever its address is now.
        let known = list.firstIndex { flow != nil && $0.flow == flow } ?? list.firstIndex { $0.contact.isEquivalent(to: contact.uri) }
        if let known, list[known].callID == request.callID, request.cSeq.number <= list[known].sequence { return nil }
        let old = known.map { list.remove(at: $0) }
        guard asked > 0 else { return old.map { [.removed($0)] } ?? [] }
        let seconds = min(asked, self.configuration.maximumExpires)
        let binding = SIPBinding(
            user: user, contact: contact.uri, peer: peer, path: request.headers.elements(.path).map { String(bytes: $0) }, flow: flow,
            callID: request.callID, sequence: request.cSeq.number, expires: now + .seconds(Int64(seconds)))
        list.append(binding)
        return [.bound(binding, seconds: seconds)]
    }

    private mutating func removeAll(_ user: String, _ list: [SIPBinding], _ request: SIPRequest) -> (SIPResponse, [SIPBindingChange]) {
        guard list.allSatisfy({ $0.callID != request.callID || $0.sequence < request.cSeq.number }) else { return (self.response(request, 500), []) }
        self.bindings[user] = nil
        return (self.response(request, 200), list.map(SIPBindingChange.removed))
    }

    private mutating func tooBrief(_ request: SIPRequest) -> SIPResponse {
        var response = self.response(request, 423)
        response.headers.append(.minExpires, String(self.configuration.minimumExpires))
        return response
    }

    private mutating func accepted(_ request: SIPRequest, _ list: [SIPBinding], at now: Instant) -> SIPResponse {
        var response = self.response(request, 200)
        response.contacts = list.map { binding in
            var contact = SIPNameAddress(uri: binding.contact)
            contact.parameters.set("expires", String((binding.expires - now).nanoseconds / 1_000_000_000))
            return contact
        }
        // RFC 3327 §5.3: the path goes back as it came.
        for path in request.headers.all(.path) { response.headers.append(path) }
        if list.contains(where: { $0.flow != nil }), request.headers.contains("outbound", in: .supported) { response.headers.append(.require, "outbound") }
        return response
    }

    private mutating func store(_ list: [SIPBinding], for user: String) {
        self.bindings[user] = list.isEmpty ? nil : list
        for binding in list { self.earliest = min(self.earliest ?? binding.expires, binding.expires) }
    }
}
