/// One frame of a WebSocket (RFC 6455, section 5.2).
struct WebSocketFrame: Equatable {
    enum Kind: UInt8 { case continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 }
    var kind: Kind
    var isLast = true
    var payload: [UInt8]

    /// As a client sends it: masked (section 5.3).
    func encoded(mask: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [(isLast ? 0x80 : 0) | kind.rawValue]
        switch payload.count {
        case ..<126: bytes.append(0x80 | UInt8(payload.count))
        case ..<65536: bytes += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xff)]
        default: bytes += [0x80 | 127] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: payload.count >> (8 * $0)) }
        }
        bytes += mask
        return bytes + payload.enumerated().map { $1 ^ mask[$0 % 4] }
    }
}

/// Frames out of bytes in pieces of any length.
struct WebSocketDecoder {
    enum Fault: Error { case unknownKind, tooLong, reservedBits, masked }

    /// No answer of a recogniser is longer.
    static let longest = 1 << 20
    private var bytes: [UInt8] = []

    mutating func received(_ new: some Sequence<UInt8>) { bytes += new }

    /// - Returns: nil while the next frame is not whole.
    mutating func next() throws(Fault) -> WebSocketFrame? {
        guard bytes.count >= 2 else { return nil }
        guard bytes[0] & 0x70 == 0 else { throw .reservedBits }
        guard let kind = WebSocketFrame.Kind(rawValue: bytes[0] & 0x0f) else { throw .unknownKind }
        // Section 5.1: a server does not mask.
        guard bytes[1] & 0x80 == 0 else { throw .masked }
        guard let (length, header) = try length() else { return nil }
        guard bytes.count >= header + length else { return nil }
        let frame = WebSocketFrame(kind: kind, isLast: bytes[0] & 0x80 != 0, payload: Array(bytes[header..<header + length]))
        bytes.removeFirst(header + length)
        return frame
    }

    private func length() throws(Fault) -> (payload: Int, header: Int)? {
        let short = Int(bytes[1] & 0x7f)
        let extra = short == 126 ? 2 : short == 127 ? 8 : 0
        guard bytes.count >= 2 + extra else { return nil }
        if extra == 0 { return (short, 2) }
        let length = bytes[2..<2 + extra].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(Self.longest) else { throw .tooLong }
        return (Int(length), 2 + extra)
    }
}
