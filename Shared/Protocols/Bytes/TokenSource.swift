/// Where tags, branches, Call-IDs and nonces come from. Randomness is injected like time:
/// `SystemRandomNumberGenerator` in production, a seeded generator in tests.
public struct TokenSource: Sendable {
    private var generator: any RandomNumberGenerator & Sendable

    public init(_ generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()) {
        self.generator = generator
    }

    public mutating func next() -> UInt64 { self.generator.next() }
    public mutating func next32() -> UInt32 { UInt32(truncatingIfNeeded: self.generator.next()) }

    /// 13 lower-case letters and digits: 64 bits, more than the 32 that RFC 3261 §19.3 asks of a tag.
    public mutating func token() -> String { String(self.generator.next(), radix: 36) }

    /// 128 bits, for nonces and Call-IDs.
    public mutating func longToken() -> String { self.token() + self.token() }

    /// A branch that marks an RFC 3261 transaction (§8.1.1.7).
    mutating func branch() -> String { SIPVia.magicCookie + self.token() }
}
