import Logging
import MediaGatewayCore
import Protocols
import Vocabulary

/// Trunks that are named by a host: where they are, found out when the gateway starts and again and again.
extension Gateway {
    func locateTrunks() {
        let named = gate.trunks.filter { $0.domain != nil }
        guard !named.isEmpty else { return }
        locateAt = now + settings.locateEvery
        for trunk in named { locate(trunk) }
    }

    /// Name servers are asked on a thread of their own; calls go on meanwhile.
    private func locate(_ trunk: Trunk) {
        guard let domain = trunk.domain else { return }
        let resolver = settings.resolver ?? .system, offered = Set([.udp] + settings.streams.keys), loop = loop
        do {
            try OwnThread.start("locate") { [weak self] in
                let targets = resolver.find(domain, offered: offered)
                loop.post { [weak self] in self?.assumeIsolated { $0.located(trunk.name, targets) } }
            }
        } catch { platform.log.error("a trunk's name cannot be looked up", metadata: ["trunk": "\(trunk.name)", "error": "\(error)"]) }
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
