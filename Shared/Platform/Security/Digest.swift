import COpenSSL

/// Digests by OpenSSL.
public enum Digest {
    /// FIPS 180-4; 32 octets.
    public static func sha256(_ bytes: some Sequence<UInt8>) -> [UInt8] { digest(Array(bytes), EVP_sha256(), octets: 32) }
    /// RFC 1321; 16 octets. Only where a protocol demands it (RFC 3261 digest authentication).
    public static func md5(_ bytes: some Sequence<UInt8>) -> [UInt8] { digest(Array(bytes), EVP_md5(), octets: 16) }

    /// RFC 2104 with SHA-256; 32 octets.
    public static func hmacSHA256(_ bytes: some Sequence<UInt8>, key: [UInt8]) -> [UInt8] {
        let message = Array(bytes)
        var code = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        let done = HMAC(EVP_sha256(), key, Int32(clamping: key.count), message, message.count, &code, &length)
        precondition(done != nil && length == 32, "OpenSSL cannot compute HMAC-SHA-256")
        return code
    }

    /// RFC 5869 with SHA-256 and no salt; `octets` at most 8160.
    public static func hkdfSHA256(key: [UInt8], info: String, octets: Int = 32) -> [UInt8] {
        let pseudorandom = hmacSHA256(key, key: [UInt8](repeating: 0, count: 32))
        var output: [UInt8] = [], block: [UInt8] = [], counter: UInt8 = 1
        while output.count < octets {
            block = hmacSHA256(block + Array(info.utf8) + [counter], key: pseudorandom)
            output += block
            counter += 1
        }
        return Array(output.prefix(octets))
    }

    /// Whether two secrets are equal, in a time that does not tell where they differ.
    public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }

    private static func digest(_ bytes: [UInt8], _ algorithm: OpaquePointer?, octets: Int) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        // Fails only when OpenSSL was built without the algorithm or has no memory: nothing a caller can mend.
        precondition(EVP_Digest(bytes, bytes.count, &output, &length, algorithm, nil) == 1 && length == octets, "OpenSSL lacks a digest")
        return Array(output.prefix(octets))
    }
}
