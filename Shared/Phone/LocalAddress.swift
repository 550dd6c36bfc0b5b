import Glibc
import Protocols

/// Which of this machine's addresses reaches a peer.
enum LocalAddress {
    /// 127.0.0.1 for loopback peers; else what the routing table says, asked with a connected socket that sends nothing.
    static func reaching(_ peer: SocketAddress) -> IPAddress {
        guard case .v4(let target) = peer.ip, target >> 24 != 127 else {
            if case .v6 = peer.ip { return .v6(0, 1) }
            return .loopback
        }
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { return .loopback }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = peer.port.bigEndian
        address.sin_addr.s_addr = target.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected =
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) }
            } == 0
        let isKnown =
            withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
            } == 0
        return isConnected && isKnown ? .v4(UInt32(bigEndian: address.sin_addr.s_addr)) : .loopback
    }
}
