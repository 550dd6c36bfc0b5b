import Logging
import MediaGatewayCore
import Protocols
import Vocabulary

/// Lines to the telephone network, and those who are none.
extension Gateway {
    func openTrunks() {
        if settings.trunks.isEmpty {
            platform.log.warning("no media-gateway.trunks: whoever reaches the SIP port may call", metadata: ["sip": "\(settings.listen)"])
        }
        for trunk in settings.trunks { register(at: trunk) }
        locateTrunks()
    }

    func register(at trunk: Trunk) {
        guard let registration = trunk.registration, let registrar = trunk.address else { return }
        var account = SIPAccount(
            address: SIPURI(user: registration.user, host: registration.domain), registrar: registrar,
            credential: DigestCredential(username: registration.user, password: registration.password), expires: registration.expires)
        if registration.isOutbound { account.instance = instance(at: trunk.name) }
        let (key, effects) = endpoint.register(account, at: now)
        trunkRegistrations[key] = trunk.name
        metrics.trunk(trunk.name, isRegistered: false)
        perform(effects)
    }

    /// RFC 5626 §4.1: the same after each start.
    private func instance(at trunk: String) -> String {
        let hash = DigestAlgorithm.sha256.hash("\(trunk) \(settings.listen)").prefix(32)
        let parts = [8, 4, 4, 4, 12].reduce(into: (texts: [String](), rest: hash)) { state, size in
            state.texts.append(String(state.rest.prefix(size)))
            state.rest = state.rest.dropFirst(size)
        }
        return "urn:uuid:" + parts.texts.joined(separator: "-")
    }

    /// The carrier stops sending calls here; they go to another gateway.
    func leaveTrunks() {
        for key in trunkRegistrations.keys { perform(endpoint.unregister(key, at: now)) }
    }

    func trunkAnswered(_ effect: SIPEndpoint.Effect) {
        switch effect {
        case .registered(let key, let expires):
            guard let trunk = trunkRegistrations[key] else { return }
            metrics.trunk(trunk, isRegistered: true)
            platform.log.info("registered at a trunk", metadata: ["trunk": "\(trunk)", "seconds": "\(expires)"])
        case .registrationFailed(let key, let status, let retryAfter):
            guard let trunk = trunkRegistrations[key] else { return }
            metrics.trunk(trunk, isRegistered: false)
            platform.log.error(
                "a trunk refuses our registration; it brings no calls", metadata: ["trunk": "\(trunk)", "status": "\(status)", "retry-after": "\(retryAfter ?? 0)"])
        case .unregistered(let key):
            if let trunk = trunkRegistrations.removeValue(forKey: key) { metrics.trunk(trunk, isRegistered: false) }
        default: break
        }
    }

    /// A call goes on at another server of its trunk; the next call begins there.
    func turned(_ key: SIPCallKey, from server: SIPPeer) {
        guard let name = legs[key], let trunk = calls[name.call]?.leg(at: name.place)?.trunk, gate[trunk]?.address == server else { return }
        gate.turned(from: trunk)
    }

    // MARK: Strangers

    /// What somebody who belongs to no trunk may say: everything but too much, and no INVITE that asks for a call.
    /// Phones that register are such; a call to them stays their dialog.
    func listens(to bytes: [UInt8], from peer: SIPPeer) -> Bool {
        guard flood.admits(peer.address.ip, at: now) else {
            metrics.flooded.add()
            return false
        }
        guard bytes.drop(while: { $0 == 13 || $0 == 10 }).starts(with: "INVITE ".utf8) else { return true }
        guard case .request(let request) = try? SIPMessage(datagram: bytes), request.to.tag == nil else { return true }
        // A neighbour that rings a phone along the path we gave it: no call of ours.
        if endpoint.passesOn(request) || isOurPhone(request, at: peer) { return true }
        metrics.arrived.add()
        logRefusal("call refused", of: peer.address, status: 403, "its source belongs to no configured trunk")
        perform(endpoint.refuse(request, status: 403, from: peer))
        return false
    }

    /// The request comes from where a phone has registered under the name that it gives.
    func isOurPhone(_ request: SIPRequest, at peer: SIPPeer) -> Bool {
        guard let user = request.from.uri.decodedUser else { return false }
        return registrar.bindings(of: user, at: now).contains { $0.peer.address == peer.address && $0.peer.connection == peer.connection }
    }

    /// One line for each source in a while: a flood must not fill the disk.
    func logRefusal(_ what: Logger.Message, of source: SocketAddress, status: Int?, _ reason: String) {
        metrics.refused.add()
        guard let suppressed = flood.logs(source.ip, at: now) else { return }
        platform.log.notice(what, metadata: ["from": "\(source.ip)", "status": "\(status ?? 0)", "reason": "\(reason)", "unsaid": "\(suppressed)"])
    }
}
