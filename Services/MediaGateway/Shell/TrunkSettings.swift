import MediaGatewayCore
import Protocols
import Runtime
import Vocabulary

/// `media-gateway.trunks` in the configuration: each name below it is a trunk.
extension SettingsReader {
    mutating func trunks(under key: String) -> [Trunk] {
        names(under: key).map { name in trunk(name, key + "." + name) }
    }

    private mutating func trunk(_ name: String, _ key: String) -> Trunk {
        let transport = choice(key + ".transport", default: SignallingTransport.udp).peer
        let address = parsed(key + ".address", "a numeric address, with :PORT or \(transport.defaultPort)") { SocketAddress($0, defaultPort: transport.defaultPort) }
        let listed = list(key + ".peers", default: []).map { text in
            let block = AddressBlock(text)
            if block == nil { complain(key + ".peers", "must be addresses or blocks such as 198.51.100.0/24, not '\(text)'") }
            return block
        }
        var trunk = Trunk(name: name, peers: listed.compactMap { $0 }, address: address.map { SIPPeer($0, transport: transport) })
        // Who takes our calls brings theirs, unless the list says otherwise.
        if listed.isEmpty, let address, let own = AddressBlock(address.ip.description) { trunk.peers = [own] }
        if trunk.peers.isEmpty { complain(key, "needs peers, from which its calls come, or an address, to which they go") }
        readLimits(&trunk, key)
        trunk.registration = registration(key + ".register", of: trunk)
        return trunk
    }

    private mutating func readLimits(_ trunk: inout Trunk, _ key: String) {
        trunk.encryption = parsed(key + ".encryption", MediaSecurity.allCases.map(\.rawValue).joined(separator: ", ")) { MediaSecurity(rawValue: $0) }
        let codecs = list(key + ".codecs", default: trunk.codecs.map(\.rawValue))
        trunk.codecs = codecs.compactMap { AudioCodec(rawValue: $0) }
        if trunk.codecs.count < codecs.count || trunk.codecs.isEmpty {
            complain(key + ".codecs", "must be some of \(AudioCodec.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let numbers = list(key + ".numbers", default: [])
        trunk.numbers = numbers.compactMap { NumberPattern($0) }
        if trunk.numbers.count < numbers.count { complain(key + ".numbers", "must be numbers, or beginnings of numbers such as 4008*") }
        trunk.calls = int(key + ".calls", default: trunk.calls, in: 0...Int.max)
        let rate = double(key + ".calls-per-second", default: 0, in: 0...10_000)
        trunk.rate = rate > 0 ? TokenBucket.Rate(perSecond: rate) : nil
        trunk.isTrusted = bool(key + ".trusted", default: trunk.isTrusted)
    }

    private mutating func registration(_ key: String, of trunk: Trunk) -> Trunk.Registration? {
        let user = string(key + ".user"), password = string(key + ".password"), domain = string(key + ".domain")
        let expires = int(key + ".expires", default: 300, in: 60...86_400)
        guard let user else {
            if password != nil || domain != nil { complain(key, "needs a user") }
            return nil
        }
        guard let address = trunk.address else {
            complain(key, "needs the trunk's address: where the REGISTER goes")
            return nil
        }
        return Trunk.Registration(user: user, password: password ?? "", domain: domain ?? address.address.host, expires: UInt32(expires))
    }
}

/// How a configured peer is spoken to.
enum SignallingTransport: String, CaseIterable {
    case udp, tcp, tls

    var peer: SIPPeer.Transport {
        switch self {
        case .udp: .udp
        case .tcp: .tcp
        case .tls: .tls
        }
    }
}
