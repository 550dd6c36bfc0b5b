import Vocabulary

/// A message as a socket gave it.
struct Message {
    /// A ROUTER's first frame is the peer's routing id.
    var frames: [[UInt8]]
    /// Who ZAP said the peer is, `service/instance`; nil on sockets without authentication.
    var user: String?
    /// The TCP connection it came by; -1 when unknown.
    var descriptor: Int32
}

extension Array<UInt8> {
    init(littleEndian value: some FixedWidthInteger) {
        self = Swift.withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    /// The number that starts at an offset; nil when the bytes end before it does.
    func littleEndian<Number: FixedWidthInteger>(at offset: Int, as type: Number.Type = Number.self) -> Number? {
        guard offset >= 0, offset + MemoryLayout<Number>.size <= count else { return nil }
        return withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self)) }
    }
}
