import Contracts
import MediaGatewayCore
import Protocols
import Vocabulary

/// Phones and numbers that are rung on behalf of a call.
extension Gateway {
    /// Which leg a phone is rung for.
    enum Ringing: Hashable, Sendable {
        /// The number of this ringing among those of the agent.
        case agent(Int)
        case guest(LegID)
    }

    /// Where a leg goes.
    private struct Destination {
        let uri: SIPURI
        let peer: SIPPeer
        var route: [String] = []
        var trunk: Trunk?
        /// Other servers of the same.
        var alternates: [SIPPeer] = []
    }

    func ringPhone(_ phone: String, _ ringing: Ringing, _ active: ActiveCall) {
        if let known = registered(phone) { ring(known, ringing, active) } else { ringElsewhere(phone, ringing, active, orTrunk: false) }
    }

    /// A registered phone, or a number that is reached over a trunk.
    func ringOut(_ number: String, _ ringing: Ringing, _ active: ActiveCall) {
        if let known = registered(number) { ring(known, ringing, active) } else { ringElsewhere(number, ringing, active, orTrunk: true) }
    }

    private func registered(_ phone: String) -> Destination? {
        registrar.bindings(of: phone, at: now).first.map { Destination(uri: $0.contact, peer: $0.peer, route: $0.path) }
    }

    /// Another gateway may have registered the phone.
    private func ringElsewhere(_ phone: String, _ ringing: Ringing, _ active: ActiveCall, orTrunk: Bool) {
        let registrations = platform.registrations, time = platform.time.timestamp(), log = platform.log
        Task {
            var contact: PhoneContact?
            do { contact = try await registrations.contacts(of: phone, at: time).first } catch {
                log.warning("registrations cannot be read; only phones registered here can be rung", metadata: ["call": "\(active.id)", "error": "\(error)"])
            }
            guard isWanted(ringing, active) else { return }
            if let contact, let uri = try? SIPURI(contact.contact), let peer = contact.nextHop {
                return ring(Destination(uri: uri, peer: peer, route: contact.path), ringing, active)
            }
            guard orTrunk else { return failed(ringing, active) }
            ringOutside(phone, ringing, active)
        }
    }

    private func isWanted(_ ringing: Ringing, _ active: ActiveCall) -> Bool {
        switch ringing {
        case .agent(let number): calls[active.id]?.ringing == number
        case .guest(let leg): calls[active.id]?.call.rings(leg) ?? false
        }
    }

    private func failed(_ ringing: Ringing, _ active: ActiveCall) {
        step(active.id) { call, now in
            switch ringing {
            case .agent: call.agentFailed(.unreachable, at: now)
            case .guest(let leg): call.legGone(leg, .unreachable, at: now)
            }
        }
    }

    func ringOutside(_ number: String, _ ringing: Ringing, _ active: ActiveCall) {
        do throws(TrunkGate.Refusal) {
            guard let destination = destination(of: number, over: try gate.callLeaves(at: now)) else { return }
            ring(destination, ringing, active)
        } catch {
            platform.log.warning("a number outside cannot be rung", metadata: ["call": "\(active.id)", "reason": "\(error.reason)"])
            failed(ringing, active)
        }
    }

    private func destination(of number: String, over trunk: Trunk) -> Destination? {
        guard let peer = trunk.address else { return nil }
        let uri = trunk.domain.map { SIPURI(user: number, host: $0.host, port: $0.port) } ?? SIPURI(user: number, host: peer.address.host, port: peer.address.port)
        return Destination(uri: uri, peer: peer, trunk: trunk, alternates: trunk.targets.filter { $0 != peer })
    }

    /// INVITE to a number outside over a trunk on which the call is counted already.
    /// - Returns: nil when the trunk's address has gone meanwhile.
    func dial(_ number: String, over trunk: Trunk, as identity: SIPCallerIdentity, offer: [UInt8]) -> (SIPCallKey, [SIPEndpoint.Effect])? {
        destination(of: number, over: gate[trunk.name] ?? trunk).map { invite($0, as: identity, hops: 70, offer: offer) }
    }

    private func ring(_ destination: Destination, _ ringing: Ringing, _ active: ActiveCall) {
        do {
            guard let place = calls[active.id]?.freePlace else { throw RequestFailure(.overloaded, "the call has no place for another leg") }
            let sockets = try ports.open()
            let codecs = destination.trunk?.codecs ?? settings.codecs
            // The caller's law first, so that nothing need be transcoded.
            let first = active.callerLeg.session.negotiated?.codec ?? .pcma
            var session = makeSession(sockets, codecs: codecs.filter { $0 == first } + codecs.filter { $0 != first }, security: destination.trunk?.encryption)
            let offer = try session.makeOffer()
            let (key, effects) = invite(destination, active, offer: offer)
            let leg = ActiveCall.Leg(id: name(of: ringing), place: place, sip: key, session: session, description: offer, trunk: destination.trunk?.name)
            keep(leg, ringing, key, sockets, active)
            perform(effects)
        } catch {
            if let trunk = destination.trunk { gate.callEnded(on: trunk.name) }
            platform.log.error("a phone cannot be rung", metadata: ["call": "\(active.id)", "error": "\(error)"])
            failed(ringing, active)
        }
    }

    private func name(of ringing: Ringing) -> LegID { if case .guest(let leg) = ringing { leg } else { LegID(identifier()) } }

    private func keep(_ leg: ActiveCall.Leg, _ ringing: Ringing, _ key: SIPCallKey, _ sockets: MediaSockets, _ active: ActiveCall) {
        legs[key] = LegName(call: active.id, place: leg.place)
        if case .agent = ringing { calls[active.id]?.agentLeg = leg } else { calls[active.id]?.guests[leg.id] = leg }
        let isAgent = if case .agent = ringing { true } else { false }
        sound(active, .openLeg(active.media, leg.place, sockets, isAgent: isAgent))
    }

    private func invite(_ destination: Destination, _ active: ActiveCall, offer: [UInt8]) -> (SIPCallKey, [SIPEndpoint.Effect]) {
        invite(destination, as: active.identity, hops: active.hops, offer: offer)
    }

    private func invite(_ destination: Destination, as identity: SIPCallerIdentity, hops: UInt8, offer: [UInt8]) -> (SIPCallKey, [SIPEndpoint.Effect]) {
        let host = SocketAddress(ip: settings.advertised, port: 0).host
        var headers = SIPHeaders()
        for route in destination.route { headers.append(.route, route) }
        for field in identity.headers(domain: host, toTrusted: destination.trunk?.isTrusted ?? false) { headers.append(field) }
        let credential = destination.trunk?.registration.map { DigestCredential(username: $0.user, password: $0.password) }
        return endpoint.invite(
            destination.uri, from: identity.from(domain: host), to: destination.peer, alternates: destination.alternates, offer: offer, credential: credential, headers: headers.fields,
            hops: hops, at: now)
    }
}
