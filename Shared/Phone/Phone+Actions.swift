import Protocols
import Sockets
import Vocabulary

extension Phone {
    func act(_ actions: [PhoneAction]) {
        for action in actions { self.act(action) }
    }

    private func act(_ action: PhoneAction) {
        let now = Self.now
        switch action {
        case .call(let number): self.dial(number, at: now)
        case .register: self.register(at: now)
        case .unregister: if let registration { self.perform(self.endpoint.unregister(registration, at: now)) }
        case .ring: if let call { self.perform(self.endpoint.ring(call, at: now)) }
        case .answer: self.answer(at: now)
        case .reject(let status): if let call { self.perform(self.endpoint.reject(call, status: status, at: now)) }
        case .hangUp: if let call { self.perform(self.endpoint.hangUp(call, at: now)) }
        case .say(let samples): self.media?.say(samples)
        case .fallSilent: self.media?.fallSilent()
        case .press(let digits): self.media?.press(digits)
        case .hold(let isHeld): self.hold(isHeld, at: now)
        case .transfer(let number): if let call { self.perform(self.endpoint.transfer(call, to: SIPURI(user: number, host: self.configuration.domain), at: now)) }
        case .report(let report): self.report(report)
        }
    }

    private func dial(_ number: String, at now: Instant) {
        guard self.call == nil else { return }
        var media = self.newMedia()
        guard let offer = try? media.negotiation.makeOffer() else { return }
        self.media = media
        self.nextTick = now
        let server = self.configuration.server
        let (call, effects) = self.endpoint.invite(
            SIPURI(user: number, host: server.host, port: server.port),
            from: SIPNameAddress(uri: SIPURI(user: self.configuration.user, host: self.configuration.domain)),
            to: self.server, offer: offer, credential: self.credential, at: now)
        self.call = call
        self.perform(effects)
    }

    private func register(at now: Instant) {
        let account = SIPAccount(
            address: SIPURI(user: self.configuration.user, host: self.configuration.domain), registrar: self.server,
            credential: self.credential)
        let (key, effects) = self.endpoint.register(account, at: now)
        self.registration = key
        self.perform(effects)
    }

    private var server: SIPPeer { SIPPeer(self.configuration.server, transport: self.configuration.transport) }

    private var credential: DigestCredential? {
        self.configuration.password.map { DigestCredential(username: self.configuration.user, password: $0) }
    }

    private func newMedia() -> PhoneMedia {
        let negotiation = OfferAnswer(media: self.sockets.media, sessionID: self.tokens.next(), capabilities: .init(codecs: self.configuration.codecs))
        return PhoneMedia(negotiation: negotiation, listening: self.configuration.listening, records: self.configuration.records, tokens: &self.tokens)
    }

    private func answer(at now: Instant) {
        guard let call, let offer = self.offer, var media = self.media else { return }
        do {
            let sdp = try offer.isEmpty ? media.negotiation.makeOffer() : media.negotiation.offerReceived(offer)
            self.media = media
            self.nextTick = now
            self.perform(self.endpoint.answer(call, sdp: sdp, at: now))
        } catch {
            self.perform(self.endpoint.reject(call, status: error.status, at: now))
        }
    }

    private func hold(_ isHeld: Bool, at now: Instant) {
        guard let call, var media = self.media else { return }
        media.negotiation.wish = isHeld ? .sendOnly : .sendReceive
        guard let offer = try? media.negotiation.makeOffer() else { return }
        self.media = media
        self.perform(self.endpoint.change(call, offer: offer, at: now))
    }

    private func changed(_ sdp: [UInt8]?) {
        guard let sdp, (try? self.media?.negotiation.answerReceived(sdp)) != nil else {
            self.media?.negotiation.offerFailed()
            return self.tell(.changed(isAccepted: false))
        }
        self.tell(.changed(isAccepted: true))
    }

    // MARK: Effects of the endpoint

    func perform(_ effects: [SIPEndpoint.Effect]) {
        for effect in effects {
            if case .send(let bytes, let peer) = effect { self.send(bytes, to: peer) } else { self.notice(effect) }
        }
    }

    private func send(_ bytes: [UInt8], to peer: SIPPeer) {
        if peer.transport == .udp { return self.sockets.sendMessage(bytes, to: peer.address) }
        self.heard(self.sockets.streams.send(bytes, to: peer, at: Self.now))
    }

    /// TCP and TLS.
    func heard(_ events: [SignallingStreams.Event]) {
        let now = Self.now
        for event in events {
            switch event {
            case .message(let bytes, let peer): self.perform(self.endpoint.messageReceived(bytes, from: peer, at: now))
            case .ping(let peer): self.perform(self.endpoint.pingReceived(from: peer))
            case .pong(let peer): self.endpoint.pongReceived(from: peer, at: now)
            case .closed(let peer, _): self.perform(self.endpoint.connectionClosed(peer.connection, at: now))
            case .unreachable(let peer, _): self.perform(self.endpoint.unreachable(peer, at: now))
            }
        }
    }

    private func notice(_ effect: SIPEndpoint.Effect) {
        switch effect {
        case .incomingCall(let key, let incoming): self.called(key, incoming)
        case .undecided(let key): self.perform(self.endpoint.trying(key, at: Self.now))
        case .callRinging(let key, let status, let sdp):
            guard key == self.call else { return }
            if let sdp { self.acceptAnswer(sdp, ends: false) }
            self.tell(.ringing(status: status))
        case .callAnswered(let key, let sdp):
            guard key == self.call else { return }
            self.acceptAnswer(sdp ?? [], ends: true)
        case .callConfirmed(let key, let sdp):
            guard key == self.call else { return }
            if let sdp { _ = try? self.media?.negotiation.answerReceived(sdp) }
            self.tell(.connected(id: self.endpoint.callID(of: key) ?? ""))
        case .changeRequested(let key, let offer): self.change(key, offer)
        case .callEnded(let key, let cause): self.ended(key, cause)
        case .registered(_, let expires): self.tell(.registered(expires: expires))
        case .registrationFailed(_, let status, _): self.tell(.registrationFailed(status: status))
        case .unregistered:
            self.registration = nil
            self.tell(.unregistered)
        case .changeAccepted(let key, let sdp): if key == self.call { self.changed(sdp) }
        case .changeRefused(let key, _): if key == self.call { self.changed(nil) }
        case .send, .infoReceived, .requestReceived, .probeAnswered, .locate, .turned, .refused: break
        case .closeConnection(let peer, _):
            self.sockets.streams.closeConnection(peer.connection)
            self.perform(self.endpoint.connectionClosed(peer.connection, at: Self.now))
        // A phone calls whom its script says.
        case .transferRequested(let key, _): self.perform(self.endpoint.refuseTransfer(key, status: 603, at: Self.now))
        case .transferProgressed(_, let status, let isOver): self.tell(.transferring(status: status, isOver: isOver))
        case .reasonGiven: break
        }
    }

    private func called(_ key: SIPCallKey, _ incoming: SIPIncomingCall) {
        guard self.call == nil else { return self.perform(self.endpoint.reject(key, status: 486, at: Self.now)) }
        self.call = key
        self.offer = incoming.offer ?? []
        self.media = self.newMedia()
        self.nextTick = Self.now
        self.tell(.called(from: incoming.caller, dialled: incoming.dialled))
    }

    /// The answer may come early in 183 and again in 200.
    private func acceptAnswer(_ sdp: [UInt8], ends: Bool) {
        guard let call, var media = self.media else { return }
        if media.negotiation.isOfferPending {
            guard (try? media.negotiation.answerReceived(sdp)) != nil else {
                if ends { self.perform(self.endpoint.hangUp(call, at: Self.now)) }
                return
            }
            self.media = media
        }
        guard ends else { return }
        let name = self.endpoint.answerHeaders(of: call)?[.other("x-hotline-call")]
        self.tell(.connected(id: name ?? self.endpoint.callID(of: call) ?? ""))
    }

    private func change(_ key: SIPCallKey, _ offer: [UInt8]?) {
        guard key == self.call, var media = self.media else { return }
        do {
            let sdp = if let offer { try media.negotiation.offerReceived(offer) } else { try media.negotiation.makeOffer() }
            self.media = media
            self.perform(self.endpoint.acceptChange(key, sdp: sdp, at: Self.now))
        } catch {
            self.perform(self.endpoint.refuseChange(key, status: error.status, at: Self.now))
        }
    }

    private func ended(_ key: SIPCallKey, _ cause: SIPEndCause) {
        guard key == self.call else { return }
        if let media {
            self.result.sent = media.sent
            self.result.received = media.received
            self.result.lost = media.lost
            self.result.jitterMilliseconds = media.jitterMilliseconds
            self.result.recording = media.recording
            self.result.began = media.recordedSince ?? .zero
        }
        self.call = nil
        self.media = nil
        self.offer = nil
        self.tell(.ended(cause))
    }
}
