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
        let named = string(key + ".transport"), transport = choice(key + ".transport", default: SignallingTransport.udp).peer
        let place = parsed(key + ".address", "a numeric address or the name of a host, with :PORT or without") { TrunkPlace($0, transport, isTransportNamed: named != nil) }
        let address = place?.address
        let listed = list(key + ".peers", default: []).map { text in
            let block = AddressBlock(text)
            if block == nil { complain(key + ".peers", "must be addresses or blocks such as 198.51.100.0/24, not '\(text)'") }
            return block
        }
        var trunk = Trunk(name: name, peers: listed.compactMap { $0 }, address: address.map { SIPPeer($0, transport: transport) })
        trunk.domain = place?.domain
        trunk.peersFollow = listed.isEmpty && trunk.domain != nil
        // Who takes our calls brings theirs, unless the list says otherwise.
        if listed.isEmpty, let address, let own = AddressBlock(address.ip.description) { trunk.peers = [own] }
        if trunk.peers.isEmpty, !trunk.peersFollow { complain(key, "needs peers, from which its calls come, or an address, to which they go") }
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
        trunk.countsFirstDialled = bool(key + ".first-dialled", default: trunk.countsFirstDialled)
    }

    private mutating func registration(_ key: String, of trunk: Trunk) -> Trunk.Registration? {
        let user = string(key + ".user"), password = string(key + ".password"), domain = string(key + ".domain")
        let expires = int(key + ".expires", default: 300, in: 60...86_400), isOutbound = bool(key + ".outbound", default: false)
        guard let user else {
            if password != nil || domain != nil { complain(key, "needs a user") }
            return nil
        }
        guard let host = trunk.domain?.host ?? trunk.address?.address.host else {
            complain(key, "needs the trunk's address: where the REGISTER goes")
            return nil
        }
        var registration = Trunk.Registration(user: user, password: password ?? "", domain: domain ?? host, expires: UInt32(expires))
        registration.isOutbound = isOutbound
        return registration
    }
}

/// Where a trunk is, as configured.
private struct TrunkPlace {
    var address: SocketAddress?
    var domain: SIPURI?

    /// - Parameter isTransportNamed: else a name's servers say how they are spoken to.
    init?(_ text: String, _ transport: SIPPeer.Transport, isTransportNamed: Bool) {
        address = SocketAddress(text, defaultPort: transport.defaultPort)
        guard address == nil else { return }
        guard text.contains(where: \.isLetter), let uri = try? SIPURI("sip:\(text)" + (isTransportNamed ? ";transport=\(transport.rawValue.lowercased())" : "")), uri.user == nil else { return nil }
        domain = uri
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
