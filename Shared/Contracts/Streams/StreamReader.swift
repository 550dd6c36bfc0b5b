/// Takes little-endian fields off bytes that a peer sent; every step is bounds-checked and none traps.
struct StreamReader {
    private let bytes: [UInt8]
    private(set) var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var remaining: Int { bytes.count - offset }

    mutating func byte() throws(StreamWireError) -> UInt8 {
        guard offset < bytes.count else { throw StreamWireError(.truncated, at: offset) }
        defer { offset += 1 }
        return bytes[offset]
    }

    mutating func short() throws(StreamWireError) -> Int {
        let low = Int(try byte())
        return low | Int(try byte()) << 8
    }

    mutating func word() throws(StreamWireError) -> UInt32 {
        let low = UInt32(try short())
        return low | UInt32(try short()) << 16
    }

    /// A length in two bytes, then so many bytes.
    mutating func block() throws(StreamWireError) -> [UInt8] {
        let length = try short()
        guard length <= remaining else { throw StreamWireError(.truncated, at: offset) }
        defer { offset += length }
        return Array(bytes[offset..<offset + length])
    }

    mutating func flag() throws(StreamWireError) -> Bool {
        switch try byte() {
        case 0: return false
        case 1: return true
        default: throw StreamWireError(.unknown, at: offset - 1)
        }
    }

    func finish() throws(StreamWireError) {
        guard remaining == 0 else { throw StreamWireError(.trailing, at: offset) }
    }
}
