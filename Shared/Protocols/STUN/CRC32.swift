/// The checksum of ITU V.42 (RFC 8489 §14.7).
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { byte in (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 } }

    static func of(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(UInt32.max) { value, byte in Self.table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ value >> 8 }
    }
}
