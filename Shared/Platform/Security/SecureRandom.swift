import COpenSSL

/// Random octets that nobody can guess: keys, nonces, tokens.
public struct SecureRandom: RandomNumberGenerator, Sendable {
    public init() {}

    public static func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        // Without entropy nothing secret can be made, and there is no safe way on.
        precondition(RAND_bytes(&bytes, Int32(clamping: count)) == 1, "the system gives no random numbers")
        return bytes
    }

    public mutating func next() -> UInt64 { Self.bytes(8).reduce(0) { $0 << 8 | UInt64($1) } }
}
