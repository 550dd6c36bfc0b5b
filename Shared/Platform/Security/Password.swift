import COpenSSL

/// Passwords as they are kept: scrypt (RFC 7914) in the form `$scrypt$ln=15,r=8,p=1$<salt>$<hash>`, base64url.
public enum Password {
    private static let cost: (log2: Int, block: Int, parallel: Int) = (15, 8, 1)

    /// Takes some 0.1 s and 32 MB: not for a thread that others wait for.
    public static func hash(_ password: String) -> String {
        let salt = SecureRandom.bytes(16)
        guard let key = derive(password, salt, cost) else { preconditionFailure("OpenSSL cannot compute scrypt") }
        return "$scrypt$ln=\(cost.log2),r=\(cost.block),p=\(cost.parallel)$\(Base64URL.encode(salt))$\(Base64URL.encode(key))"
    }

    /// False also for what is no such text, or asks for a cost beyond reason.
    public static func verify(_ password: String, against kept: String) -> Bool {
        let parts = kept.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[1] == "scrypt", let salt = Base64URL.decode(parts[3]), let expected = Base64URL.decode(parts[4]) else { return false }
        let numbers = parts[2].split(separator: ",").compactMap { Int($0.drop { $0 != "=" }.dropFirst()) }
        guard numbers.count == 3, (10...17).contains(numbers[0]), (1...16).contains(numbers[1]), (1...4).contains(numbers[2]),
            let key = derive(password, salt, (numbers[0], numbers[1], numbers[2]))
        else { return false }
        return Digest.areEqual(key, expected)
    }

    private static func derive(_ password: String, _ salt: [UInt8], _ cost: (log2: Int, block: Int, parallel: Int)) -> [UInt8]? {
        var key = [UInt8](repeating: 0, count: 32)
        let octets = Array(password.utf8).map { CChar(bitPattern: $0) }
        let memory = UInt64(256 * cost.block) << UInt64(cost.log2)
        let done = EVP_PBE_scrypt(octets, octets.count, salt, salt.count, 1 << UInt64(cost.log2), UInt64(cost.block), UInt64(cost.parallel), memory, &key, key.count)
        return done == 1 ? key : nil
    }
}
