import Contracts
import CSys
import MediaGatewayCore
import Protocols
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
            perform(endpoint.datagramReceived(Array(datagram[..<count]), from: source, at: now))
        }
    }

    func perform(_ effects: [SIPEndpoint.Effect]) {
        for effect in effects { perform(effect) }
    }

    private func perform(_ effect: SIPEndpoint.Effect) {
        switch effect {
        case .send(let bytes, let peer): send(bytes, to: peer)
        case .incomingCall(let key, let incoming): arrived(key, incoming)
        case .callAnswered(let key, let sdp): agentAnswered(key, sdp)
        case .callConfirmed(let key, let sdp?): answerArrived(key, sdp)
        case .changeRequested(let key, let offer): changeRequested(key, offer)
        case .infoReceived(let key, let type, let body): infoReceived(key, type, body)
        case .callEnded(let key, let cause): ended(key, cause)
        case .requestReceived(let key, let request, let peer): registerReceived(key, request, from: peer)
        case .refused(let source, let status, let reason):
            metrics.refused.add()
            platform.log.notice("SIP message refused", metadata: ["from": "\(source.ip)", "status": "\(status ?? 0)", "reason": "\(reason)"])
        case .callRinging, .callConfirmed, .changeAccepted, .changeRefused, .registered, .registrationFailed, .unregistered, .probeAnswered: break
        case .transferRequested, .transferProgressed, .reasonGiven, .closeConnection: break
        }
    }

    private func send(_ bytes: [UInt8], to peer: SIPPeer) {
        var address = peer.address.system
        if sys_udp_send(socket, bytes, bytes.count, &address) < 0 { metrics.refused.add() }
    }

    // MARK: A new call

    private func arrived(_ key: SIPCallKey, _ incoming: SIPIncomingCall) {
        metrics.arrived.add()
        guard settings.peers.isEmpty || settings.peers.contains(incoming.source.address.ip) else {
            platform.log.notice("call refused: its source is no configured peer", metadata: ["from": "\(incoming.source.address.ip)"])
            return perform(endpoint.reject(key, status: 403, at: now))
        }
        guard calls.count < settings.capacity else { return refuse(key, 503) }
        do { try open(key, incoming) } catch let error as OfferAnswerError { perform(endpoint.reject(key, status: error.status, at: now)) } catch {
            platform.log.error("no RTP port for a call; widen media-gateway.rtp.ports", metadata: ["error": "\(error)"])
            refuse(key, 503)
        }
    }

    func refuse(_ key: SIPCallKey, _ status: Int, retryAfter: Int? = nil) {
        var headers = SIPHeaders()
        if status == 503 { headers.append(.retryAfter, String(retryAfter ?? settings.retryAfter)) }
        perform(endpoint.reject(key, status: status, headers: headers.fields, at: now))
    }

    private func open(_ key: SIPCallKey, _ incoming: SIPIncomingCall) throws {
        let sockets = try ports.open()
        var session = makeSession(sockets)
        let description: [UInt8]
        do { description = if let offer = incoming.offer { try session.offerReceived(offer) } else { try session.makeOffer() } } catch {
            sockets.close()
            throw error
        }
        let name = makeCall(incoming, ActiveCall.Leg(id: LegID(identifier()), sip: key, session: session, description: description))
        legs[key] = LegName(call: name, party: .caller)
        openSound(of: name, sockets)
        step(name) { $0.arrived(at: $1) }
    }

    func makeSession(_ sockets: MediaSockets, codecs: [AudioCodec] = [.pcma, .pcmu]) -> OfferAnswer {
        OfferAnswer(media: SocketAddress(ip: settings.advertised, port: sockets.port), sessionID: random.next(), capabilities: OfferAnswer.Capabilities(codecs: codecs))
    }

    private func makeCall(_ incoming: SIPIncomingCall, _ leg: ActiveCall.Leg) -> CallID {
        let id = CallID(identifier()), now = now
        let caller = incoming.caller.isEmpty || incoming.caller == "anonymous" ? nil : Masked(incoming.caller)
        let call = Call(diagnostic: settings.dialPlan.diagnostic(of: incoming.dialled), hasNumber: caller != nil, policy: settings.call, at: now)
        nextMedia += 1
        calls[id] = ActiveCall(
            id: id, call: call, dialled: incoming.dialled, caller: caller, trace: TraceParent(using: &random), tenant: tenants[incoming.dialled] ?? settings.tenant,
            media: MediaKey(number: nextMedia), thread: Int(nextMedia % UInt64(threads.count)), callerLeg: leg)
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
        guard let name = legs[key], name.party == .caller, var leg = calls[name.call]?.callerLeg else { return }
        guard let agreed = try? leg.session.answerReceived(sdp) else { return hangUp(name, .failed) }
        calls[name.call]?.callerLeg = leg
        if let active = calls[name.call] { change(active) { audio, _, now in audio.caller.agreed(agreed, at: now) } }
    }

    private func changeRequested(_ key: SIPCallKey, _ offer: [UInt8]?) {
        guard let name = legs[key], let active = calls[name.call], var leg = name.party == .caller ? active.callerLeg : active.agentLeg else { return }
        do throws(OfferAnswerError) {
            let description = if let offer { try leg.session.offerReceived(offer) } else { try leg.session.makeOffer() }
            perform(endpoint.acceptChange(key, sdp: description, at: now))
        } catch {
            return perform(endpoint.refuseChange(key, status: error.status, at: now))
        }
        if name.party == .caller { calls[name.call]?.callerLeg = leg } else { calls[name.call]?.agentLeg = leg }
        guard offer != nil, let agreed = leg.session.negotiated else { return }
        change(active) { audio, _, now in
            if name.party == .caller { audio.caller.agreed(agreed, at: now) } else { audio.agent?.agreed(agreed, at: now) }
        }
    }

    /// DTMF of phones that know no telephone events: `Signal=5` (application/dtmf-relay) or the key alone.
    private func infoReceived(_ key: SIPCallKey, _ type: String, _ body: [UInt8]) {
        guard let name = legs[key], let active = calls[name.call], type.hasPrefix("application/dtmf") else { return }
        let text = String(decoding: body.prefix(200), as: UTF8.self)
        let value = text.split(whereSeparator: \.isNewline).first { $0.lowercased().hasPrefix("signal=") }?.dropFirst(7) ?? text[...]
        guard let digit = value.first(where: { !$0.isWhitespace }).flatMap({ DTMFDigit($0) })?.character.asciiValue else { return }
        change(active) { audio, output, _ in audio.keyPressed(digit, by: name.party, to: &output) }
    }

    // MARK: Ends

    private func ended(_ key: SIPCallKey, _ cause: SIPEndCause) {
        guard let name = legs.removeValue(forKey: key) else { return }
        switch name.party {
        case .caller:
            step(name.call) { call, now in
                switch cause {
                case .peerHungUp, .peerCancelled, .localHangUp: call.callerLeft(at: now)
                case .refused, .timedOut, .sessionExpired: call.callerLost(at: now)
                }
            }
        case .agent: agentEnded(name.call, key, cause)
        }
    }

    func hangUp(_ name: LegName, _ cause: CallEnded.Cause) {
        step(name.call) { $0.endRequested(cause, at: $1) }
    }
}
