import Vocabulary

/// What to register, where, and as whom.
public struct SIPAccount: Sendable {
    /// The address of record: `sip:1001@example.com`.
    public var address: SIPURI
    public var registrar: SIPPeer
    public var credential: DigestCredential?
    /// Seconds that are asked for.
    public var expires: UInt32
    /// `urn:uuid:…`: asks that incoming calls come along the registration's connection, or the way that its datagrams went
    /// (RFC 5626 §4.2); nil does not.
    public var instance: String?

    public init(address: SIPURI, registrar: SIPPeer, credential: DigestCredential?, expires: UInt32 = 300) {
        self.address = address
        self.registrar = registrar
        self.credential = credential
        self.expires = expires
    }
}

/// A registration that is kept alive (RFC 3261 §10.2).
struct SIPRegistration: Sendable {
    let account: SIPAccount
    let callID: String
    let tag: String
    var sequence: UInt32
    var expires: UInt32
    /// Challenges met since the last success.
    var attempts = 0
    var isLeaving = false
    var failures: UInt32 = 0
    /// The last challenge and how often its nonce was used.
    var challenge: (DigestChallenge, isProxy: Bool, count: UInt32)?
    var deadline: Instant?
    /// Of the last answer; 0 over UDP.
    var connection: UInt64 = 0
    var flow: SIPEndpoint.Flow?
    /// Over UDP, with a registrar that speaks outbound.
    var datagrams: SIPEndpoint.DatagramFlow?
}

extension SIPEndpoint {
    /// Registers and keeps the registration alive until `unregister`.
    public mutating func register(_ account: SIPAccount, at now: Instant) -> (SIPRegistrationKey, [Effect]) {
        var effects: [Effect] = []
        let key = SIPRegistrationKey(number: self.newKey())
        self.registrations[key] = SIPRegistration(
            account: account, callID: self.tokens.longToken(), tag: self.tokens.token(), sequence: 0, expires: account.expires)
        self.sendRegister(key, at: now, &effects)
        return (key, effects)
    }

    /// Removes the registration; `unregistered` follows.
    public mutating func unregister(_ key: SIPRegistrationKey, at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        self.registrations[key]?.isLeaving = true
        self.registrations[key]?.attempts = 0
        self.registrations[key]?.deadline = nil
        self.sendRegister(key, at: now, &effects)
        return effects
    }

    private mutating func sendRegister(_ key: SIPRegistrationKey, at now: Instant, _ effects: inout [Effect]) {
        guard var state = self.registrations[key] else { return }
        state.sequence += 1
        let account = state.account
        let domain = SIPURI(scheme: account.address.scheme, host: account.address.host, port: account.address.port)
        var fields = SIPFields(
            vias: [], from: SIPNameAddress(uri: account.address, tag: state.tag), to: SIPNameAddress(uri: account.address),
            callID: state.callID, cSeq: SIPSequence(number: state.sequence, method: .register))
        var contact = self.contact(over: account.registrar)
        contact.uri.user = account.address.user ?? contact.uri.user
        if let instance = account.instance {
            contact.parameters.set("reg-id", "1")
            contact.parameters.set("+sip.instance", SIPText.quoted("<\(instance)>"))
            fields.headers.append(.supported, "outbound, path")
        }
        fields.contacts = [contact]
        fields.headers.append(.expires, String(state.isLeaving ? 0 : state.expires))
        var request = SIPRequest(.register, domain, fields: fields)
        if let (challenge, isProxy, count) = state.challenge, let credential = account.credential {
            let answer = DigestResponse(
                to: challenge, credential: credential, method: .register, uri: domain.description, cnonce: self.tokens.token(), count: count + 1)
            request.headers.set(isProxy ? .proxyAuthorization : .authorization, answer.text)
            state.challenge = (challenge, isProxy, count + 1)
        }
        self.registrations[key] = state
        self.start(request, to: account.registrar, owner: .registration(key), at: now, &effects)
    }

    mutating func registrationAnswered(_ key: SIPRegistrationKey, _ response: SIPResponse, from peer: SIPPeer, at now: Instant, _ effects: inout [Effect]) {
        guard !response.isProvisional, let state = self.registrations[key], state.sequence == response.cSeq.number else { return }
        self.registrations[key]?.connection = peer.connection
        if response.isSuccess {
            self.registrationAccepted(key, state, response, at: now, &effects)
            self.datagramFlowOpened(key, response, over: peer, at: now)
            return self.flowOpened(key, over: peer, at: now)
        }
        switch response.status {
        case 401, 407: self.registrationChallenged(key, state, response, at: now, &effects)
        case 423:
            // §10.2.8.
            guard let minimum = response.headers.number(.minExpires), state.attempts < 3 else { break }
            self.registrations[key]?.expires = UInt32(minimum)
            self.registrations[key]?.attempts += 1
            return self.sendRegister(key, at: now, &effects)
        default: self.registrationFailed(key, status: response.status, at: now, &effects)
        }
    }

    private mutating func registrationAccepted(_ key: SIPRegistrationKey, _ state: SIPRegistration, _ response: SIPResponse, at now: Instant, _ effects: inout [Effect]) {
        if state.isLeaving {
            self.registrations[key] = nil
            return effects.append(.unregistered(key))
        }
        var own = self.contact.uri
        own.user = state.account.address.user ?? own.user
        let granted = response.contacts.first { $0.uri.host == own.host && $0.uri.port == own.port }?.parameters["expires"].flatMap { UInt32($0) }
        let expires = granted ?? response.headers.number(.expires).map { UInt32($0) } ?? state.expires
        self.registrations[key]?.attempts = 0
        self.registrations[key]?.failures = 0
        // Early enough for one retransmission cycle, late enough not to flood.
        self.schedule(key, after: expires > 80 ? expires - 40 : max(expires / 2, 1), at: now)
        effects.append(.registered(key, expires: expires))
    }

    private mutating func registrationChallenged(_ key: SIPRegistrationKey, _ state: SIPRegistration, _ response: SIPResponse, at now: Instant, _ effects: inout [Effect]) {
        let isProxy = response.status == 407
        let offers = response.headers.all(isProxy ? .proxyAuthenticate : .wwwAuthenticate)
        let met = offers.lazy.compactMap { DigestChallenge($0.text) }.first { state.account.credential?.meets($0) ?? false }
        guard let challenge = met, state.attempts < 2 else {
            return self.registrationFailed(key, status: response.status, at: now, &effects)
        }
        // The same nonce refused twice means a wrong password, unless it is called stale.
        if state.attempts > 0, !challenge.isStale { return self.registrationFailed(key, status: response.status, at: now, &effects) }
        self.registrations[key]?.challenge = (challenge, isProxy, 0)
        self.registrations[key]?.attempts += 1
        self.sendRegister(key, at: now, &effects)
    }

    mutating func registrationFailed(_ key: SIPRegistrationKey, status: Int, at now: Instant, _ effects: inout [Effect]) {
        guard let state = self.registrations[key] else { return }
        if state.isLeaving {
            self.registrations[key] = nil
            return effects.append(.unregistered(key))
        }
        self.registrations[key]?.challenge = nil
        self.registrations[key]?.attempts = 0
        self.registrations[key]?.failures += 1
        // 2, 4, 8 … 60 s; a refused password is not tried faster than once a minute.
        let wait: UInt32 = [401, 403, 407].contains(status) ? 60 : min(60, 1 << min(state.failures + 1, 6))
        self.schedule(key, after: wait, at: now)
        effects.append(.registrationFailed(key, status: status, retryAfter: wait))
    }

    mutating func schedule(_ key: SIPRegistrationKey, after seconds: UInt32, at now: Instant) {
        let deadline = now + .seconds(Int64(seconds))
        self.registrations[key]?.deadline = deadline
        self.deadlines.insert(.registration(key), at: deadline)
    }

    mutating func registrationDeadline(_ key: SIPRegistrationKey, at now: Instant, _ effects: inout [Effect]) {
        self.flowTick(key, at: now, &effects)
        self.datagramFlowTick(key, at: now, &effects)
        guard let deadline = self.registrations[key]?.deadline, deadline <= now else { return }
        self.registrations[key]?.deadline = nil
        self.sendRegister(key, at: now, &effects)
    }

    // MARK: OPTIONS

    /// Asks a peer whether it lives (§11); `probeAnswered` follows.
    public mutating func probe(_ peer: SIPPeer, at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        let uri = SIPURI(host: peer.address.host, port: peer.address.port)
        var from = self.contact
        from.tag = self.tokens.token()
        let fields = SIPFields(
            vias: [], from: from, to: SIPNameAddress(uri: uri), callID: self.tokens.longToken(),
            cSeq: SIPSequence(number: 1, method: .options))
        self.start(SIPRequest(.options, uri, fields: fields), to: peer, owner: .probe, at: now, &effects)
        return effects
    }
}
