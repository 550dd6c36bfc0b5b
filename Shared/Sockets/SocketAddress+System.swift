import CSys
import Protocols

extension SocketAddress {
    /// Nil for an address without a family.
    public init?(_ system: sys_address) {
        let bytes = system.ip
        switch system.family {
        case 4: self.init(ip: .v4(UInt32(bytes.0) << 24 | UInt32(bytes.1) << 16 | UInt32(bytes.2) << 8 | UInt32(bytes.3)), port: system.port)
        case 6:
            let (high, low) = withUnsafeBytes(of: bytes) { raw in
                (UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self)), UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
            }
            self.init(ip: .v6(high, low), port: system.port)
        default: return nil
        }
    }

    public var system: sys_address {
        var system = sys_address()
        system.port = port
        switch ip {
        case .v4(let value):
            system.family = 4
            withUnsafeMutableBytes(of: &system.ip) { $0.storeBytes(of: value.bigEndian, as: UInt32.self) }
        case .v6(let high, let low):
            system.family = 6
            withUnsafeMutableBytes(of: &system.ip) {
                $0.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
                $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
        }
        return system
    }
}
