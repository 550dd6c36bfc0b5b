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

    /// - Parameter key: 30 octets.
    public init(tag: Int = 1, suite: Suite = .sha1Tag80, key: [UInt8]) {
        self.tag = tag
        self.suite = suite
        self.key = key
    }

    /// Nil for unknown suites, session parameters (which must be understood, §6.3), several keys, and malformed keys.
    public init?(_ value: String) {
        let words = value.split(separator: " ").map(String.init)
        guard words.count == 3, let tag = Int(words[0]), (1...999_999_999).contains(tag), let suite = Suite(rawValue: words[1].uppercased()) else { return nil }
        guard words[2].hasPrefix("inline:"), !words[2].contains(";") else { return nil }
        // `|lifetime` is a bound of 2^n packets that no call reaches; `|MKI:length` would add octets to every packet.
        let fields = words[2].dropFirst(7).split(separator: "|", omittingEmptySubsequences: false)
        guard !fields.dropFirst().contains(where: { $0.contains(":") }), let key = fields.first.flatMap({ Base64.decode($0) }), key.count == Self.size else { return nil }
        self.init(tag: tag, suite: suite, key: key)
    }

    /// Value of `a=crypto`.
    public var text: String { "\(tag) \(suite.rawValue) inline:\(Base64.encode(key))" }
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
