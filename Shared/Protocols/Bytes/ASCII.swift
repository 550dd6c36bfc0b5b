/// Character classes of RFC 3261 §25.1 over raw bytes.
enum ASCII {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let percent: UInt8 = 0x25
    static let comma: UInt8 = 0x2C
    static let slash: UInt8 = 0x2F
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B
    static let less: UInt8 = 0x3C
    static let equals: UInt8 = 0x3D
    static let greater: UInt8 = 0x3E
    static let question: UInt8 = 0x3F
    static let at: UInt8 = 0x40
    static let backslash: UInt8 = 0x5C

    static func isBlank(_ byte: UInt8) -> Bool { byte == self.space || byte == self.tab }
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
    static func isAlphanumeric(_ byte: UInt8) -> Bool { self.isDigit(byte) || self.isLetter(byte) }

    static func hexValue(_ byte: UInt8) -> UInt8? {
        if self.isDigit(byte) { return byte &- 0x30 }
        let lower = (byte | 0x20) &- 0x61
        return lower < 6 ? lower &+ 10 : nil
    }

    static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    /// `token` characters.
    static func isToken(_ byte: UInt8) -> Bool { self.tokenTable.contains(byte) }
    /// `word` characters: what a Call-ID is made of.
    static func isWord(_ byte: UInt8) -> Bool { self.wordTable.contains(byte) }
    /// `unreserved` characters of a URI.
    static func isUnreserved(_ byte: UInt8) -> Bool { self.unreservedTable.contains(byte) }

    private static let tokenTable = ByteSet("-.!%*_+`'~", alphanumeric: true)
    private static let wordTable = ByteSet("-.!%*_+`'~()<>:\\\"/[]?{}", alphanumeric: true)
    private static let unreservedTable = ByteSet("-_.!~*'()", alphanumeric: true)

    /// ASCII case-insensitive equality without making strings.
    static func equalIgnoringCase(_ bytes: ArraySlice<UInt8>, _ text: String) -> Bool {
        let utf8 = text.utf8
        guard bytes.count == utf8.count else { return false }
        for (left, right) in zip(bytes, utf8) where self.lowercased(left) != self.lowercased(right) { return false }
        return true
    }

    static func equalIgnoringCase(_ left: String, _ right: String) -> Bool {
        let a = left.utf8, b = right.utf8
        guard a.count == b.count else { return false }
        for (x, y) in zip(a, b) where self.lowercased(x) != self.lowercased(y) { return false }
        return true
    }
}

/// A set of byte values, one bit each.
struct ByteSet: Sendable {
    private var low: (UInt64, UInt64) = (0, 0)

    init(_ characters: String, alphanumeric: Bool = false) {
        for byte in characters.utf8 { self.insert(byte) }
        guard alphanumeric else { return }
        for byte in UInt8(0)..<128 where ASCII.isAlphanumeric(byte) { self.insert(byte) }
    }

    private mutating func insert(_ byte: UInt8) {
        if byte < 64 { self.low.0 |= 1 << UInt64(byte) } else if byte < 128 { self.low.1 |= 1 << UInt64(byte - 64) }
    }

    func contains(_ byte: UInt8) -> Bool {
        if byte < 64 { return self.low.0 >> UInt64(byte) & 1 == 1 }
        return byte < 128 && self.low.1 >> UInt64(byte - 64) & 1 == 1
    }
}

extension String {
    /// Text of peer bytes; invalid UTF-8 is repaired, never trapped on.
    init(bytes: ArraySlice<UInt8>) { self.init(decoding: bytes, as: UTF8.self) }

    /// ASCII lower case, other characters untouched.
    var asciiLowercased: String {
        var needed = false
        for byte in self.utf8 where byte &- 0x41 < 26 { needed = true; break }
        return needed ? String(decoding: self.utf8.map(ASCII.lowercased), as: UTF8.self) : self
    }
}
