import Contracts
import CSys
import MediaGatewayCore
import Protocols
import Sockets
import Vocabulary

/// What the SIP endpoint hears and wants.
extension Gateway {
    /// Reads a bounded number of datagrams, so that timers keep their turn.
    func readSocket() {
        var from = sys_address()
        for _ in 0..<64 {
            let count = sys_udp_receive(socket, &datagram, Self.largestDatagram, &from)
            guard count > 0 else { return }
            guard let source = SocketAddress(from) else { continue }
            received(Array(datagram[..<count]), from: SIPPeer(source))
        }
    }

    func received(_ bytes: [UInt8], from peer: SIPPeer) {
        if STUNMessage.isIt(bytes) { return keepAliveReceived(bytes, from: peer) }
        if let effects = edge.messageReceived(bytes, from: peer) { return perform(effects) }
        if gate.trunk(of: peer.address.ip) == nil, !listens(to: bytes, from: peer) { return }
        perform(endpoint.messageReceived(bytes, from: peer, at: now))
    }

    /// What passes through to a phone that this gateway holds, or from it.
    private func perform(_ effects: [EdgeProxy.Effect]) {
        for effect in effects {
            switch effect {
            case .send(let bytes, let peer): send(bytes, to: peer)
            case .refuse(let request, let status, let peer):
                guard flood.admits(peer.address.ip, at: now) else { return metrics.flooded.add() }
                perform(endpoint.refuse(request, status: status, from: peer))
            }
        }
    }

    func perform(_ effects: [SIPEndpoint.Effect]) {
        for effect in effects { perform(effect) }
    }

    private func perform(_ effect: SIPEndpoint.Effect) {
        switch effect {
        case .send(let bytes, let peer): send(bytes, to: peer)
        case .incomingCall(let key, let incoming): arrived(key, incoming)
        case .undecided(let key): perform(endpoint.trying(key, at: now))
        case .callAnswered(let key, let sdp): legAnswered(key, sdp)
        case .callConfirmed(let key, let sdp?): answerArrived(key, sdp)
        case .changeRequested(let key, let offer): changeRequested(key, offer)
        case .infoReceived(let key, let type, let body): infoReceived(key, type, body)
        case .callEnded(let key, let cause): ended(key, cause)
        case .requestReceived(let key, let request, let peer): registerReceived(key, request, from: peer)
        case .refused(let source, let status, let reason): logRefusal("SIP message refused", of: source, status: status, reason)
        case .registered, .registrationFailed, .unregistered: trunkAnswered(effect)
        case .callRinging(let key, _, let sdp): if let sdp { customerRang(key, sdp) }
        case .callConfirmed, .changeAccepted, .changeRefused, .probeAnswered: break
        case .locate(let key, let uri): locate(uri, for: key)
        case .turned(let key, let server): turned(key, from: server)
        case .closeConnection(let peer, let reason): closeConnection(peer, reason)
        case .transferRequested(let key, let referral): transferRequested(key, referral)
        case .reasonGiven(let key, let reason): if let name = legs[key] { calls[name.call]?.reason = ([reason.domain] + (reason.cause.map { [String($0)] } ?? [])).joined(separator: " ") }
        case .transferProgressed: break
        }
    }

    func send(_ bytes: [UInt8], to peer: SIPPeer) {
        guard peer.transport == .udp else { return heard(streams.send(bytes, to: peer, at: now)) }
        var address = peer.address.system
        if sys_udp_send(socket, bytes, bytes.count, &address) < 0 { metrics.refused.add() }
    }

    // MARK: A new call

    private func arrived(_ key: SIPCallKey, _ incoming: SIPIncomingCall) {
        metrics.arrived.add()
        guard calls.count < settings.capacity else { return refuse(key, 503) }
        do {
            let trunk = try admit(incoming)
            do { try open(key, incoming, through: trunk) } catch {
                gate.callEnded(on: trunk.name)
                throw error
            }
        } catch let error as TrunkGate.Refusal {
            logRefusal("call refused", of: incoming.source.address, status: error.status, error.reason)
            refuse(key, error.status)
        } catch let error as OfferAnswerError { perform(endpoint.reject(key, status: error.status, headers: error.headers(agent: warner), at: now)) } catch {
            platform.log.error("no RTP port for a call; widen media-gateway.rtp.ports", metadata: ["error": "\(error)"])
            refuse(key, 503)
        }
    }

    private func admit(_ incoming: SIPIncomingCall) throws(TrunkGate.Refusal) -> Trunk {
        let trunk = gate.trunk(of: incoming.source.address.ip)
        let dialled = trunk.map { DialledNumber.of(incoming.request, through: $0) } ?? incoming.dialled
        if trunk == nil, isOurPhone(incoming.request, at: incoming.source) { return .phones }
        return try gate.callArrived(from: incoming.source.address.ip, to: dialled, at: now)
    }

    func refuse(_ key: SIPCallKey, _ status: Int, retryAfter: Int? = nil) {
        var headers = SIPHeaders()
        if status == 503 { headers.append(.retryAfter, String(retryAfter ?? settings.retryAfter)) }
        perform(endpoint.reject(key, status: status, headers: headers.fields, at: now))
    }

    private func open(_ key: SIPCallKey, _ incoming: SIPIncomingCall, through trunk: Trunk) throws {
        let sockets = try ports.open()
        var session = makeSession(sockets, codecs: trunk.codecs, security: trunk.encryption)
        let description: [UInt8]
        do { description = if let offer = incoming.offer { try session.offerReceived(offer) } else { try session.makeOffer() } } catch {
            sockets.close()
            throw error
        }
        let name = makeCall(
            incoming, trunk, ActiveCall.Leg(id: LegID(identifier()), place: .caller, sip: key, session: session, description: description, trunk: trunk.name))
        legs[key] = LegName(call: name, place: .caller)
        openSound(of: name, sockets)
        step(name) { $0.arrived(at: $1) }
    }

    /// - Parameter security: whether this peer's sound is encrypted; nil takes the gateway's own policy.
    func makeSession(_ sockets: MediaSockets, codecs: [AudioCodec]? = nil, security: MediaSecurity? = nil) -> OfferAnswer {
        var capabilities = OfferAnswer.Capabilities(codecs: codecs ?? settings.codecs)
        capabilities.security = security ?? settings.security
        if capabilities.security != .off { capabilities.key = (0..<MediaCrypto.size).map { _ in UInt8.random(in: 0...255, using: &random) } }
        return OfferAnswer(media: SocketAddress(ip: settings.advertised, port: sockets.port), sessionID: random.next(), capabilities: capabilities)
    }

    private func makeCall(_ incoming: SIPIncomingCall, _ trunk: Trunk, _ leg: ActiveCall.Leg) -> CallID {
        let id = CallID(identifier()), now = now
        let identity = incoming.identity(isTrusted: trunk.isTrusted), dialled = DialledNumber.of(incoming.request, through: trunk)
        let call = Call(
            diagnostic: settings.dialPlan.diagnostic(of: dialled), hasNumber: !identity.isPrivate && identity.number != nil,
            colleague: isOurPhone(incoming.request, at: incoming.source) ? dialled : nil, policy: settings.call, at: now)
        nextMedia += 1
        calls[id] = ActiveCall(
            id: id, call: call, dialled: dialled, identity: identity, trace: TraceParent(using: &random), tenant: tenants[dialled] ?? settings.tenant,
            media: MediaKey(number: nextMedia), thread: Int(nextMedia % UInt64(threads.count)), callerLeg: leg, hops: incoming.hops)
        metrics.active.set(calls.count)
        reportLoad()
        return id
    }

    private func openSound(of name: CallID, _ sockets: MediaSockets) {
        guard let active = calls[name] else { return sockets.close() }
        media[active.media] = active
        sound(active, .open(active.media, sockets))
        if let agreed = active.callerLeg.session.negotiated { change(active) { audio, _, now in audio.caller.agreed(agreed, at: now) } }
    }

    func identifier() -> String { ULID.make(at: platform.time.timestamp(), using: &random) }

    // MARK: Sessions that change

    /// The answer to an offer of ours that came with a 200.
    private func answerArrived(_ key: SIPCallKey, _ sdp: [UInt8]) {
        guard let name = legs[key], name.place == .caller, var leg = calls[name.call]?.callerLeg else { return }
        guard let agreed = try? leg.session.answerReceived(sdp) else { return hangUp(name, .failed) }
        calls[name.call]?.callerLeg = leg
        if let active = calls[name.call] { change(active) { audio, _, now in audio.caller.agreed(agreed, at: now) } }
    }

    private func changeRequested(_ key: SIPCallKey, _ offer: [UInt8]?) {
        guard let name = legs[key], let active = calls[name.call], var leg = active.leg(at: name.place) else { return }
        do throws(OfferAnswerError) {
            let description = if let offer { try leg.session.offerReceived(offer) } else { try leg.session.makeOffer() }
            perform(endpoint.acceptChange(key, sdp: description, at: now))
        } catch {
            return perform(endpoint.refuseChange(key, status: error.status, headers: error.headers(agent: warner), at: now))
        }
        calls[name.call]?.set(leg)
        guard offer != nil, let agreed = leg.session.negotiated else { return }
        self.agreed(agreed, name, active)
    }

    /// A session has changed, which may mean that the phone holds the call or takes it back.
    private func agreed(_ audio: NegotiatedAudio, _ name: LegName, _ active: ActiveCall) {
        change(active) { sound, _, now in sound.agreed(audio, at: name.place, at: now) }
        let isAway = audio.isHeldByPeer
        if name.place == .caller { step(name.call) { $0.callerHolds(isAway, at: $1) } }
        if active.agentLeg?.place == name.place { step(name.call) { $0.agentHolds(isAway, at: $1) } }
    }

    /// DTMF of phones that know no telephone events: `Signal=5` (application/dtmf-relay) or the key alone.
    private func infoReceived(_ key: SIPCallKey, _ type: String, _ body: [UInt8]) {
        guard let name = legs[key], let active = calls[name.call], type.hasPrefix("application/dtmf") else { return }
        let text = String(decoding: body.prefix(200), as: UTF8.self)
        let value = text.split(whereSeparator: \.isNewline).first { $0.lowercased().hasPrefix("signal=") }?.dropFirst(7) ?? text[...]
        guard let digit = value.first(where: { !$0.isWhitespace }).flatMap({ DTMFDigit($0) })?.character.asciiValue else { return }
        let party: Party? = name.place == .caller ? .caller : active.agentLeg?.place == name.place ? .agent : nil
        if let party { change(active) { audio, output, _ in audio.keyPressed(digit, by: party, to: &output) } }
    }

    /// Who warns in a Warning header.
    private var warner: String { SocketAddress(ip: settings.advertised, port: 0).host }

    // MARK: Ends

    private func ended(_ key: SIPCallKey, _ cause: SIPEndCause) {
        guard let name = legs.removeValue(forKey: key) else { return }
        defer { calls[name.call]?.reason = nil }
        guard name.place == .caller else { return legEnded(name, key, cause) }
        if calls[name.call]?.call.isPlacing == true { return customerFailed(name.call, cause) }
        step(name.call) { call, now in
            switch cause {
            case .peerHungUp, .peerCancelled, .localHangUp: call.callerLeft(at: now)
            case .refused, .timedOut, .sessionExpired: call.callerLost(at: now)
            }
        }
    }

    func hangUp(_ name: LegName, _ cause: CallEnded.Cause) {
        step(name.call) { $0.endRequested(cause, at: $1) }
    }
}
