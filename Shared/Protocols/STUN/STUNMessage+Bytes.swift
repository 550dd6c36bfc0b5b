extension STUNMessage {
    /// - Throws: for everything that is to be dropped in silence (RFC 8489 §6.3).
    public init(_ bytes: [UInt8]) throws(STUNParseError) {
        guard Self.isIt(bytes) else { throw .notSTUN }
        guard let kind = Kind(rawValue: Self.number(bytes, 0)) else { throw .unknownMethod }
        guard Int(Self.number(bytes, 2)) == bytes.count - Self.headerSize, bytes.count % 4 == 0 else { throw .malformedLength }
        self.init(kind, transaction: Array(bytes[8..<20]))
        try self.readAttributes(bytes)
    }

    private mutating func readAttributes(_ bytes: [UInt8]) throws(STUNParseError) {
        var position = Self.headerSize, isSealed = false, count = 0
        while position < bytes.count {
            // The lengths are multiples of four: a header of an attribute is there as a whole.
            let type = STUNAttribute.Kind(rawValue: Self.number(bytes, position)), size = Int(Self.number(bytes, position + 2))
            let start = position + 4, end = start + size
            guard end <= bytes.count else { throw .malformedAttribute }
            count += 1
            guard count <= Self.mostAttributes else { throw .tooManyAttributes }
            if type == .fingerprint { try Self.check(bytes, at: position, size) }
            if !isSealed || type == .fingerprint { self.attributes.append(STUNAttribute(type: type, value: Array(bytes[start..<end]))) }
            // §14.5, §14.6: what comes behind is to be ignored, but for the checksum.
            isSealed = isSealed || type == .messageIntegrity || type == .messageIntegritySHA256
            position = start + (size + 3) & ~3
        }
    }

    /// §14.7: the checksum is the last attribute.
    private static func check(_ bytes: [UInt8], at position: Int, _ size: Int) throws(STUNParseError) {
        guard size == 4, position + 8 == bytes.count else { throw .malformedAttribute }
        guard Array(bytes[(position + 4)...]) == Self.fingerprint(bytes[..<position]) else { throw .wrongFingerprint }
    }

    /// The length in the header counts the checksum already.
    private static func fingerprint(_ bytes: ArraySlice<UInt8>) -> [UInt8] { (CRC32.of(bytes) ^ 0x5354_554E).bigEndianBytes }

    private static func number(_ bytes: [UInt8], _ offset: Int) -> UInt16 {
        guard offset + 1 < bytes.count else { return 0 }
        return UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1])
    }

    /// On the wire.
    /// - Parameter fingerprint: whether a checksum follows (§14.7).
    public func bytes(fingerprint: Bool = false) -> [UInt8] {
        var body: [UInt8] = []
        for attribute in self.attributes where attribute.type != .fingerprint {
            body += attribute.type.rawValue.bigEndianBytes + UInt16(clamping: attribute.value.count).bigEndianBytes + attribute.value
            body += [UInt8](repeating: 0, count: -attribute.value.count & 3)
        }
        let length = UInt16(clamping: body.count + (fingerprint ? 8 : 0))
        let whole = self.kind.rawValue.bigEndianBytes + length.bigEndianBytes + Self.cookie.bigEndianBytes + self.transaction + body
        guard fingerprint else { return whole }
        return whole + STUNAttribute.Kind.fingerprint.rawValue.bigEndianBytes + [0, 4] + Self.fingerprint(whole[...])
    }
}
