import CSys
import Glibc
import Protocols

extension SocketAddress {
    /// Nil for a family that is neither IPv4 nor IPv6.
    init?(_ address: sys_address) {
        let bytes = withUnsafeBytes(of: address.ip) { Array($0) }
        func number(_ range: Range<Int>) -> UInt64 { bytes[range].reduce(0) { $0 << 8 | UInt64($1) } }
        switch address.family {
        case 4: self.init(ip: .v4(UInt32(number(0..<4))), port: address.port)
        case 6: self.init(ip: .v6(number(0..<8), number(8..<16)), port: address.port)
        default: return nil
        }
    }

    var system: sys_address {
        var address = sys_address()
        address.port = self.port
        var bytes: [UInt8]
        switch self.ip {
        case .v4(let value):
            address.family = 4
            bytes = (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - $0 * 8)) }
        case .v6(let high, let low):
            address.family = 6
            bytes = [high, low].flatMap { part in (0..<8).map { UInt8(truncatingIfNeeded: part >> UInt64(56 - $0 * 8)) } }
        }
        withUnsafeMutableBytes(of: &address.ip) { $0.copyBytes(from: bytes) }
        return address
    }
}

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
