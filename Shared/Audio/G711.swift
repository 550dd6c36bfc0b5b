/// ITU-T G.711: companded speech at 8 kHz, one octet a sample.
public enum G711 {
    /// A-law octet → linear 16-bit (G.711 table 1a, scaled to the full range).
    public static let linearOfALaw: [Int16] = (0...255).map { decodeALaw(UInt8($0)) }
    /// µ-law octet → linear 16-bit (G.711 table 2a, scaled to the full range).
    public static let linearOfMuLaw: [Int16] = (0...255).map { decodeMuLaw(UInt8($0)) }

    static func decodeALaw(_ octet: UInt8) -> Int16 {
        let value = octet ^ 0x55
        let segment = Int(value >> 4 & 7)
        let magnitude = Int(value & 15) << 4 + 8
        let linear = segment == 0 ? magnitude : (magnitude + 0x100) << (segment - 1)
        return Int16(value & 0x80 != 0 ? linear : -linear)
    }

    static func decodeMuLaw(_ octet: UInt8) -> Int16 {
        let value = ~octet
        let linear = ((Int(value & 15) << 3 + 0x84) << Int(value >> 4 & 7)) - 0x84
        return Int16(value & 0x80 != 0 ? -linear : linear)
    }

    /// Linear 16-bit → A-law octet.
    public static func aLaw(_ sample: Int16) -> UInt8 {
        let negative = sample < 0
        let magnitude = negative ? Int(~sample) : Int(sample)
        let segment = magnitude < 256 ? 0 : Int.bitWidth - 8 - magnitude.leadingZeroBitCount
        let mantissa = segment < 2 ? magnitude >> 4 & 15 : magnitude >> (segment + 3) & 15
        let code = UInt8(segment << 4 | mantissa)
        return code ^ (negative ? 0x55 : 0xD5)
    }

    /// Linear 16-bit → µ-law octet.
    public static func muLaw(_ sample: Int16) -> UInt8 {
        let negative = sample < 0
        let magnitude = min(negative ? -Int(sample) : Int(sample), 32635) + 0x84
        let segment = Int.bitWidth - 8 - magnitude.leadingZeroBitCount
        let code = UInt8(segment << 4 | magnitude >> (segment + 3) & 15)
        return ~(negative ? code | 0x80 : code)
    }
}
