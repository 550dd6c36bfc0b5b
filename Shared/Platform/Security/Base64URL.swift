/// RFC 4648 section 5, without padding.
public enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }()

    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var characters: [UInt8] = [], bits: UInt32 = 0, held = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            held += 8
            while held >= 6 {
                held -= 6
                characters.append(alphabet[Int(bits >> UInt32(held) & 63)])
            }
        }
        if held > 0 { characters.append(alphabet[Int(bits << UInt32(6 - held) & 63)]) }
        return String(decoding: characters, as: UTF8.self)
    }

    /// Nil when a character is foreign or the length or the last bits are impossible.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = [], bits: UInt32 = 0, held = 0
        for character in text.utf8 {
            let value = values[Int(character)]
            guard value < 64 else { return nil }
            bits = bits << 6 | UInt32(value)
            held += 6
            guard held >= 8 else { continue }
            held -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
        }
        return held < 6 && bits & (1 << UInt32(held) - 1) == 0 ? bytes : nil
    }
}

/// Lower-case hexadecimal.
public enum Hex {
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Nil unless pairs of hexadecimal digits.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count.isMultiple(of: 2) else { return nil }
        let values = digits.compactMap { $0 }.map(UInt8.init)
        return values.count == digits.count ? stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] } : nil
    }
}
