import Logging
import MediaGatewayCore
import Protocols
import Vocabulary

/// Hosts that are known by their names: those of trunks, when the gateway starts and again and again, and those to which calls
/// are redirected.
extension Gateway {
    func locateTrunks() {
        let named = gate.trunks.filter { $0.domain != nil }
        guard !named.isEmpty else { return }
        locateAt = now + settings.locateEvery
        for trunk in named { locate(trunk) }
    }

    private func locate(_ trunk: Trunk) {
        guard let domain = trunk.domain else { return }
        do { try find(domain) { $0.located(trunk.name, $1) } } catch {
            platform.log.error("a trunk's name cannot be looked up", metadata: ["trunk": "\(trunk.name)", "error": "\(error)"])
        }
    }

    /// A number outside is said to be at another host.
    func locate(_ uri: SIPURI, for key: SIPCallKey) {
        do { try find(uri) { $0.perform($0.endpoint.located(key, uri, at: $1, at: $0.now)) } } catch {
            platform.log.error("the host that a call is redirected to cannot be looked up", metadata: ["error": "\(error)"])
            perform(endpoint.located(key, uri, at: [], at: now))
        }
    }

    /// Name servers are asked, and files about them read, on a thread of their own; calls go on meanwhile.
    private func find(_ uri: SIPURI, then: @escaping @Sendable (isolated Gateway, [SIPPeer]) -> Void) throws {
        let chosen = settings.resolver, offered = Set([.udp] + settings.streams.keys), loop = loop
        try OwnThread.start("locate") { [weak self] in
            let targets = (chosen ?? .system).find(uri, offered: offered)
            loop.post { [weak self] in self?.assumeIsolated { then($0, targets) } }
        }
    }

    private func located(_ name: String, _ targets: [SIPPeer]) {
        guard !targets.isEmpty else {
            // Where it was is still the best that is known.
            return platform.log.warning("a trunk's name leads nowhere; check its address in the configuration and the name servers", metadata: ["trunk": "\(name)"])
        }
        let before = gate[name]?.address
        gate.located(name, at: targets)
        guard let trunk = gate[name], trunk.address != before else { return }
        platform.log.info("a trunk was located", metadata: ["trunk": "\(name)", "servers": "\(targets.count)"])
        for (key, registered) in trunkRegistrations where registered == name { perform(endpoint.unregister(key, at: now)) }
        if !isDraining { register(at: trunk) }
    }
}
