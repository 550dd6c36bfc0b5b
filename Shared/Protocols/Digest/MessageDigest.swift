/// The hash functions of SIP digest authentication (RFC 8760): MD5 for phones that know no better, SHA-256.
public enum DigestAlgorithm: String, Sendable, CaseIterable {
    case sha256 = "SHA-256"
    case md5 = "MD5"

    public init?(_ text: String) {
        guard let match = Self.allCases.first(where: { ASCII.equalIgnoringCase($0.rawValue, text) }) else { return nil }
        self = match
    }

    /// Lower-case hexadecimal hash of the text's UTF-8 bytes.
    public func hash(_ text: String) -> String {
        let digest =
            switch self {
            case .md5: MD5.hash(Array(text.utf8))
            case .sha256: SHA256.hash(Array(text.utf8))
            }
        return Self.hexadecimal(digest)
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Padding shared by MD5 and SHA-256: a 1 bit, zeros, the length in bits.
enum HashPadding {
    static func padded(_ message: [UInt8], bigEndian: Bool) -> [UInt8] {
        var bytes = message
        bytes.append(0x80)
        bytes.append(contentsOf: repeatElement(0, count: (119 - message.count % 64) % 64))
        let bits = UInt64(message.count) &* 8
        for index in 0..<8 {
            let shift = UInt64(bigEndian ? 56 - index * 8 : index * 8)
            bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
        }
        return bytes
    }
}
