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
            return ring(Destination(uri: binding.contact, peer: binding.peer, route: binding.path), active)
        }
        ringElsewhere(phone, active, orTrunk: false)
    }

    /// The duty number is a registered phone, or is reached over the trunk.
    func ringDuty(_ number: String, _ active: ActiveCall) {
        calls[active.id]?.ringing += 1
        if let binding = registrar.bindings(of: number, at: now).first {
            return ring(Destination(uri: binding.contact, peer: binding.peer, route: binding.path), active)
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
            if let contact, let uri = try? SIPURI(contact.contact), let peer = contact.nextHop {
                return ring(Destination(uri: uri, peer: peer, route: contact.path), active)
            }
            guard orTrunk else { return step(active.id) { $0.agentFailed(.unreachable, at: $1) } }
            ringOutside(phone, active)
        }
    }

    private func ringOutside(_ number: String, _ active: ActiveCall) {
        do throws(TrunkGate.Refusal) {
            let trunk = try gate.callLeaves(at: now)
            guard let peer = trunk.address else { return }
            ring(Destination(uri: SIPURI(user: number, host: peer.address.host, port: peer.address.port), peer: peer, trunk: trunk), active)
        } catch {
            platform.log.warning("a number outside cannot be rung", metadata: ["call": "\(active.id)", "reason": "\(error.reason)"])
            step(active.id) { $0.agentFailed(.unreachable, at: $1) }
        }
    }

    /// Where a second leg goes.
    private struct Destination {
        let uri: SIPURI
        let peer: SIPPeer
        var route: [String] = []
        var trunk: Trunk?
        var headers: [SIPHeaders.Field] = []
    }

    private func ring(_ destination: Destination, _ active: ActiveCall) {
        do {
            let sockets = try ports.open()
            let codecs = destination.trunk?.codecs ?? settings.codecs
            // The caller's law first, so that nothing need be transcoded.
            let first = active.callerLeg.session.negotiated?.codec ?? .pcma
            var session = makeSession(sockets, codecs: codecs.filter { $0 == first } + codecs.filter { $0 != first }, security: destination.trunk?.encryption)
            let offer = try session.makeOffer()
            let (key, effects) = invite(destination, active, offer: offer)
            calls[active.id]?.agentLeg = ActiveCall.Leg(id: LegID(identifier()), sip: key, session: session, description: offer, trunk: destination.trunk?.name)
            legs[key] = LegName(call: active.id, party: .agent)
            sound(active, .openAgent(active.media, sockets))
            perform(effects)
        } catch {
            if let trunk = destination.trunk { gate.callEnded(on: trunk.name) }
            platform.log.error("an agent's phone cannot be rung", metadata: ["call": "\(active.id)", "error": "\(error)"])
            step(active.id) { $0.agentFailed(.unreachable, at: $1) }
        }
    }

    private func invite(_ destination: Destination, _ active: ActiveCall, offer: [UInt8]) -> (SIPCallKey, [SIPEndpoint.Effect]) {
        let host = SocketAddress(ip: settings.advertised, port: 0).host
        var headers = SIPHeaders()
        for route in destination.route { headers.append(.route, route) }
        for field in active.identity.headers(domain: host, toTrusted: destination.trunk?.isTrusted ?? false) + destination.headers { headers.append(field) }
        let credential = destination.trunk?.registration.map { DigestCredential(username: $0.user, password: $0.password) }
        return endpoint.invite(destination.uri, from: active.identity.from(domain: host), to: destination.peer, offer: offer, credential: credential, headers: headers.fields, at: now)
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
        dropAgentLeg(of: active)
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
        dropAgentLeg(of: active)
        sound(active, .closeAgent(active.media))
        perform(endpoint.hangUp(key, at: now))
    }

    func dropAgentLeg(of active: ActiveCall) {
        if let trunk = calls[active.id]?.agentLeg?.trunk { gate.callEnded(on: trunk) }
        calls[active.id]?.agentLeg = nil
    }
}
