/// One attribute of a STUN message (RFC 8489 §14).
public struct STUNAttribute: Equatable, Sendable {
    public struct Kind: RawRepresentable, Hashable, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        static let mappedAddress = Kind(rawValue: 0x0001), username = Kind(rawValue: 0x0006), messageIntegrity = Kind(rawValue: 0x0008)
        static let errorCode = Kind(rawValue: 0x0009), unknownAttributes = Kind(rawValue: 0x000A), realm = Kind(rawValue: 0x0014)
        static let nonce = Kind(rawValue: 0x0015), messageIntegritySHA256 = Kind(rawValue: 0x001C), passwordAlgorithm = Kind(rawValue: 0x001D)
        static let userHash = Kind(rawValue: 0x001E), xorMappedAddress = Kind(rawValue: 0x0020), fingerprint = Kind(rawValue: 0x8028)

        /// §18.3: whoever does not know it may not answer as if it were not there.
        var mustBeUnderstood: Bool { self.rawValue < 0x8000 }

        /// Those of the RFC itself. Credentials are read over: a keep-alive asks for none (RFC 5626 §8).
        var isUnderstood: Bool {
            switch self {
            case .mappedAddress, .username, .messageIntegrity, .errorCode, .unknownAttributes, .realm, .nonce, .messageIntegritySHA256, .passwordAlgorithm, .userHash, .xorMappedAddress, .fingerprint:
                true
            default: false
            }
        }
    }

    public let type: Kind
    public let value: [UInt8]

    // MARK: XOR-MAPPED-ADDRESS

    /// §14.2: XORed with cookie and transaction, so that no translator that rewrites addresses in payloads finds it.
    static func address(_ address: SocketAddress, transaction: [UInt8]) -> STUNAttribute {
        let (family, ip): (UInt8, [UInt8]) =
            switch address.ip {
            case .v4(let value): (1, value.bigEndianBytes)
            case .v6(let high, let low): (2, high.bigEndianBytes + low.bigEndianBytes)
            }
        let port = address.port ^ UInt16(STUNMessage.cookie >> 16)
        return STUNAttribute(type: .xorMappedAddress, value: [0, family] + port.bigEndianBytes + Self.mask(ip, transaction))
    }

    static func address(_ value: [UInt8], transaction: [UInt8]) -> SocketAddress? {
        guard value.count >= 8 else { return nil }
        let port = UInt16(value[2]) << 8 | UInt16(value[3])
        let ip = Self.mask(Array(value[4...]), transaction)
        switch (value[1], ip.count) {
        case (1, 4): return SocketAddress(ip: .v4(UInt32(truncatingIfNeeded: Self.number(ip[...]))), port: port ^ UInt16(STUNMessage.cookie >> 16))
        case (2, 16): return SocketAddress(ip: .v6(Self.number(ip[..<8]), Self.number(ip[8...])), port: port ^ UInt16(STUNMessage.cookie >> 16))
        default: return nil
        }
    }

    private static func mask(_ ip: [UInt8], _ transaction: [UInt8]) -> [UInt8] { zip(ip, STUNMessage.cookie.bigEndianBytes + transaction).map { $0 ^ $1 } }
    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}

extension FixedWidthInteger {
    /// Most significant first.
    var bigEndianBytes: [UInt8] { withUnsafeBytes(of: self.bigEndian) { Array($0) } }
}
