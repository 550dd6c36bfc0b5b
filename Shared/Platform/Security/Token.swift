/// A secret that whoever holds it may act with: 256 random bits, kept by us as a digest alone.
public struct Token: Hashable, Sendable, CustomStringConvertible {
    /// For its holder: 43 characters that need no escaping in a URL or a cookie.
    public var secret: String

    public init(secret: String) { self.secret = secret }
    public static func make() -> Token { Token(secret: Base64URL.encode(SecureRandom.bytes(32))) }

    /// What the database knows: 32 octets.
    public var digest: [UInt8] { Digest.sha256(secret.utf8) }
    public var description: String { "‹masked›" }
}
