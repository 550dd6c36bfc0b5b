/// A number that tells one content from another (FNV-1a of 64 bits). Against mistakes, not against an adversary.
public struct Fingerprint: Sendable {
    public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    public init() {}

    public mutating func add(_ number: UInt64) { self.value = (self.value ^ number) &* 0x0000_0100_0000_01B3 }

    /// With its length, so that what stands in one text cannot move to the next.
    public mutating func add(_ text: String) {
        self.add(UInt64(text.utf8.count))
        for byte in text.utf8 { self.add(UInt64(byte)) }
    }

    mutating func add(_ numbers: [Float]) {
        self.add(UInt64(numbers.count))
        for number in numbers { self.add(UInt64(number.bitPattern)) }
    }

    /// Of bytes, eight at a time.
    public mutating func add(_ bytes: UnsafeRawBufferPointer) {
        self.add(UInt64(bytes.count))
        let whole = bytes.count / 8 * 8
        for place in stride(from: 0, to: whole, by: 8) { self.add(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)) }
        for byte in bytes[whole...] { self.add(UInt64(byte)) }
    }
}
