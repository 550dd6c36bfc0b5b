import Contracts
import MediaGatewayCore
import Protocols
import Vocabulary

/// Agents' phones: rung, answered, gone.
extension Gateway {
    // MARK: Routing's question

    /// Rings an agent for a call; answers when both hear each other or it cannot be.
    func connect(_ request: ConnectAgent) async throws -> ConnectAgent.Answer {
        guard let active = calls[request.call] else { return .callerGone }
        guard active.connects[request.fence] == nil else { throw RequestFailure(.conflict, "this offer is being carried out already") }
        return try await withCheckedThrowingContinuation { continuation in
            calls[request.call]?.connects[request.fence] = continuation
            step(request.call) { $0.connectRequested(request.agent, phone: request.phone, fence: request.fence, ring: .seconds(max(1, min(request.ring, 120))), at: $1) }
        }
    }

    func answerConnect(_ fence: Int64, _ outcome: ConnectOutcome, _ active: ActiveCall) {
        guard let waiting = calls[active.id]?.connects.removeValue(forKey: fence) else { return }
        switch outcome {
        case .connected:
            guard let leg = active.agentLeg else { return waiting.resume(returning: .unreachable) }
            waiting.resume(returning: .connected(leg: leg.id))
        case .noAnswer: waiting.resume(returning: .noAnswer)
        case .busy: waiting.resume(returning: .busy)
        case .unreachable: waiting.resume(returning: .unreachable)
        case .callerGone: waiting.resume(returning: .callerGone)
        case .conflict: waiting.resume(throwing: RequestFailure(.conflict, "the call is with somebody already, or not answered yet"))
        case .stale: waiting.resume(throwing: RequestFailure(.stale, "a later offer is known"))
        }
    }

    // MARK: Ringing

    func ringAgent(_ phone: String, _ active: ActiveCall) {
        calls[active.id]?.ringing += 1
        if let binding = registrar.bindings(of: phone, at: now).first {
            return ring(binding.contact, at: binding.peer, path: binding.path, active)
        }
        ringElsewhere(phone, active, orTrunk: false)
    }

    /// The duty number is a registered phone, or is reached over the trunk.
    func ringDuty(_ number: String, _ active: ActiveCall) {
        calls[active.id]?.ringing += 1
        if let binding = registrar.bindings(of: number, at: now).first {
            return ring(binding.contact, at: binding.peer, path: binding.path, active)
        }
        ringElsewhere(number, active, orTrunk: true)
    }

    /// Another gateway may have registered the phone.
    private func ringElsewhere(_ phone: String, _ active: ActiveCall, orTrunk: Bool) {
        let ringing = calls[active.id]?.ringing
        let registrations = platform.registrations, time = platform.time.timestamp(), log = platform.log
        Task {
            var contact: PhoneContact?
            do { contact = try await registrations.contacts(of: phone, at: time).first } catch {
                log.warning("registrations cannot be read; only phones registered here can be rung", metadata: ["call": "\(active.id)", "error": "\(error)"])
            }
            guard calls[active.id]?.ringing == ringing else { return }
            if let contact, let uri = try? SIPURI(contact.contact) { return ring(uri, at: SIPPeer(contact.peer), path: [], active) }
            guard orTrunk, let trunk = settings.trunk else { return step(active.id) { $0.agentFailed(.unreachable, at: $1) } }
            ring(SIPURI(user: phone, host: trunk.host, port: trunk.port), at: SIPPeer(trunk), path: [], active)
        }
    }

    private func ring(_ uri: SIPURI, at peer: SIPPeer, path: [String], _ active: ActiveCall) {
        do {
            let sockets = try ports.open()
            // The caller's law first, so that nothing need be transcoded.
            let first = active.callerLeg.session.negotiated?.codec ?? .pcma
            var session = makeSession(sockets, codecs: [first] + AudioCodec.allCases.filter { $0 != first })
            let offer = try session.makeOffer()
            var headers = SIPHeaders()
            for route in path { headers.append(.route, route) }
            let from = SIPNameAddress(uri: SIPURI(user: active.caller?.revealed ?? "anonymous", host: SocketAddress(ip: settings.advertised, port: 0).host))
            let (key, effects) = endpoint.invite(uri, from: from, to: peer, offer: offer, headers: headers.fields, at: now)
            calls[active.id]?.agentLeg = ActiveCall.Leg(id: LegID(identifier()), sip: key, session: session, description: offer)
            legs[key] = LegName(call: active.id, party: .agent)
            sound(active, .openAgent(active.media, sockets))
            perform(effects)
        } catch {
            platform.log.error("an agent's phone cannot be rung", metadata: ["call": "\(active.id)", "error": "\(error)"])
            step(active.id) { $0.agentFailed(.unreachable, at: $1) }
        }
    }

    // MARK: What the phone does

    func agentAnswered(_ key: SIPCallKey, _ sdp: [UInt8]?) {
        guard let name = legs[key], let active = calls[name.call], var leg = active.agentLeg, leg.sip == key else { return }
        guard let sdp, let agreed = try? leg.session.answerReceived(sdp) else {
            releaseAgent(of: active)
            return step(name.call) { $0.agentFailed(.unreachable, at: $1) }
        }
        calls[name.call]?.agentLeg = leg
        change(active) { audio, _, now in audio.agent?.agreed(agreed, at: now) }
        step(name.call) { $0.agentAnswered(at: $1) }
    }

    func agentEnded(_ name: CallID, _ key: SIPCallKey, _ cause: SIPEndCause) {
        guard let active = calls[name], active.agentLeg?.sip == key else { return }
        calls[name]?.agentLeg = nil
        sound(active, .closeAgent(active.media))
        step(name) { call, now in call.isBridged ? call.agentLeft(at: now) : call.agentFailed(Self.outcome(of: cause), at: now) }
    }

    private static func outcome(of cause: SIPEndCause) -> ConnectOutcome {
        switch cause {
        case .refused(486), .refused(600), .refused(603): .busy
        case .refused(408), .refused(480), .refused(487), .timedOut, .peerHungUp, .peerCancelled, .localHangUp, .sessionExpired: .noAnswer
        case .refused: .unreachable
        }
    }

    func hangUpAgent(of active: ActiveCall) {
        calls[active.id]?.ringing += 1
        releaseAgent(of: active)
    }

    private func releaseAgent(of active: ActiveCall) {
        guard let key = calls[active.id]?.agentLeg?.sip else { return }
        legs[key] = nil
        calls[active.id]?.agentLeg = nil
        sound(active, .closeAgent(active.media))
        perform(endpoint.hangUp(key, at: now))
    }
}
