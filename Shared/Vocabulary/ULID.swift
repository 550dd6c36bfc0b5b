/// Identifiers that sort by time: 48 bits of milliseconds and 80 random bits in Crockford's base 32, 26 characters
/// (github.com/ulid/spec).
public enum ULID {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    public static func make(at time: Timestamp, using random: inout some RandomNumberGenerator) -> String {
        let milliseconds = UInt64(clamping: time.microseconds / 1000)
        var bits: (high: UInt64, low: UInt64) = (milliseconds << 16 | UInt64.random(in: 0...0xFFFF, using: &random), random.next())
        var characters = [UInt8](repeating: 0, count: 26)
        for index in stride(from: 25, through: 0, by: -1) {
            characters[index] = alphabet[Int(bits.low & 31)]
            bits.low = bits.low >> 5 | bits.high << 59
            bits.high >>= 5
        }
        return String(decoding: characters, as: UTF8.self)
    }
}
