/// Puts little-endian fields into bytes.
struct StreamWriter {
    private(set) var bytes: [UInt8]

    init(capacity: Int) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    mutating func byte(_ value: UInt8) { bytes.append(value) }
    mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }
    mutating func short(_ value: UInt16) {
        bytes.append(UInt8(truncatingIfNeeded: value))
        bytes.append(UInt8(truncatingIfNeeded: value >> 8))
    }
    mutating func word(_ value: UInt32) {
        short(UInt16(truncatingIfNeeded: value))
        short(UInt16(truncatingIfNeeded: value >> 16))
    }

    /// A length in two bytes, then so many bytes.
    mutating func block(_ value: [UInt8]) throws(StreamWireError) {
        guard let length = UInt16(exactly: value.count) else { throw StreamWireError(.tooLarge, at: bytes.count) }
        short(length)
        bytes.append(contentsOf: value)
    }

    mutating func key(_ key: StreamKey) {
        word(key.handle)
        word(key.epoch)
    }
}
