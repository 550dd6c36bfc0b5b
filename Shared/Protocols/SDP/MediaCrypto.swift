/// Whether a medium is encrypted (RFC 4568).
public enum MediaSecurity: String, Equatable, Sendable, CaseIterable {
    case off
    /// Encrypted when the peer can: our offers keep `RTP/AVP` and add keys, which others ignore.
    case optional
    /// `RTP/SAVP` or nothing: 488.
    case required
}

/// A master key and salt for one direction of a medium: `a=crypto` (RFC 4568 §9.1).
public struct MediaCrypto: Equatable, Sendable {
    /// The suites that are spoken (RFC 4568 §6.2), the stronger tag first.
    public enum Suite: String, Equatable, Sendable, CaseIterable {
        case sha1Tag80 = "AES_CM_128_HMAC_SHA1_80"
        case sha1Tag32 = "AES_CM_128_HMAC_SHA1_32"
    }

    /// Octets of key and salt together.
    public static let size = 30

    public var tag: Int
    public var suite: Suite
    /// 16 octets of key, 14 of salt.
    public var key: [UInt8]
    /// The master key identifier that each packet of this direction carries (RFC 3711 §3.1); empty: none. Ours never has one.
    public var identifier: [UInt8]

    /// - Parameters:
    ///   - key: 30 octets.
    ///   - identifier: at most 128 octets (RFC 4568 §6.1).
    public init(tag: Int = 1, suite: Suite = .sha1Tag80, key: [UInt8], identifier: [UInt8] = []) {
        self.tag = tag
        self.suite = suite
        self.key = key
        self.identifier = identifier
    }

    /// Nil for unknown suites, session parameters (which must be understood, §6.3), several keys, and malformed keys.
    public init?(_ value: String) {
        let words = value.split(separator: " ").map(String.init)
        guard words.count == 3, let tag = Int(words[0]), (1...999_999_999).contains(tag), let suite = Suite(rawValue: words[1].uppercased()) else { return nil }
        guard words[2].hasPrefix("inline:"), !words[2].contains(";") else { return nil }
        // `|lifetime` is a bound of 2^n packets that no call reaches.
        let fields = words[2].dropFirst(7).split(separator: "|", omittingEmptySubsequences: false)
        guard fields.count <= 3, let key = fields.first.flatMap({ Base64.decode($0) }), key.count == Self.size else { return nil }
        let identifiers = fields.dropFirst().filter { $0.contains(":") }
        // The identifier comes last, and once.
        guard identifiers.isEmpty || (identifiers.count == 1 && fields.last?.contains(":") == true), let identifier = Self.identifier(identifiers.first) else { return nil }
        self.init(tag: tag, suite: suite, key: key, identifier: identifier)
    }

    /// `value:length` (RFC 4568 §6.1): a number of so many octets; empty without one, nil when it is none.
    private static func identifier(_ text: Substring?) -> [UInt8]? {
        guard let text else { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let value = UInt64(parts[0]), let length = Int(parts[1]), (1...128).contains(length) else { return nil }
        guard length >= 8 || value < 1 << (8 * UInt64(length)) else { return nil }
        return (0..<length).map { place in length - 1 - place < 8 ? UInt8(truncatingIfNeeded: value >> (8 * UInt64(length - 1 - place))) : 0 }
    }

    /// Value of `a=crypto`.
    public var text: String {
        let value = identifier.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return "\(tag) \(suite.rawValue) inline:\(Base64.encode(key))" + (identifier.isEmpty ? "" : "|\(value):\(identifier.count)")
    }
}

/// The keys of both directions, once agreed.
public struct MediaKeys: Equatable, Sendable {
    /// What we send is sealed with.
    public var local: MediaCrypto
    /// What we receive is opened with.
    public var remote: MediaCrypto

    public init(local: MediaCrypto, remote: MediaCrypto) {
        self.local = local
        self.remote = remote
    }
}
