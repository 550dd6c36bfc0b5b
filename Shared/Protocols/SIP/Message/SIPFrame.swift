/// The lines of a message, before anything in them is understood. Enough to answer a malformed request.
public struct SIPFrame: Sendable {
    /// A UDP datagram holds no more; a stream may not announce more.
    public static let maximumSize = 65_535
    static let maximumHeaders = 256

    let startLine: ArraySlice<UInt8>
    let headers: SIPHeaders
    /// Everything after the empty line.
    let body: ArraySlice<UInt8>

    /// - Throws: `empty` for keep-alives, `messageTooLong`, `unterminatedHeaders`, `malformedHeader`, `tooManyHeaders`.
    init(_ message: [UInt8]) throws(SIPParseError) {
        guard message.count <= Self.maximumSize else { throw SIPParseError(.messageTooLong, offset: Self.maximumSize) }
        guard let start = message.firstIndex(where: { $0 != 13 && $0 != 10 }) else { throw SIPParseError(.empty, offset: 0) }
        var bytes = message
        let bodyStart = try Self.unfold(&bytes, from: start)
        var lines = LineReader(bytes: bytes[start..<bodyStart])
        self.startLine = lines.next() ?? []
        var headers = SIPHeaders()
        headers.reserve(16)
        while let line = lines.next(), !line.isEmpty {
            guard headers.fields.count < Self.maximumHeaders else { throw SIPParseError(.tooManyHeaders, offset: line.startIndex) }
            headers.append(try Self.field(line))
        }
        self.headers = headers
        self.body = bytes[bodyStart...]
    }

    /// Joins folded lines in place by blanking the line end (RFC 3261 §7.3.1), so that offsets stay true.
    /// - Returns: where the body starts.
    private static func unfold(_ bytes: inout [UInt8], from start: Int) throws(SIPParseError) -> Int {
        var lineStart = start
        var index = start
        while index < bytes.count {
            guard bytes[index] == ASCII.lineFeed else { index += 1; continue }
            let hasReturn = index > lineStart && bytes[index - 1] == ASCII.carriageReturn
            let lineEnd = hasReturn ? index - 1 : index
            if lineEnd == lineStart { return index + 1 }
            if index + 1 < bytes.count, ASCII.isBlank(bytes[index + 1]) {
                bytes[index] = ASCII.space
                if hasReturn { bytes[index - 1] = ASCII.space }
            } else {
                lineStart = index + 1
            }
            index += 1
        }
        throw SIPParseError(.unterminatedHeaders, offset: bytes.count)
    }

    private static func field(_ line: ArraySlice<UInt8>) throws(SIPParseError) -> SIPHeaders.Field {
        let name = line.prefix(while: ASCII.isToken)
        let rest = line[name.endIndex...].drop(while: ASCII.isBlank)
        guard !name.isEmpty, rest.first == ASCII.colon else {
            throw SIPParseError(.malformedHeader(SIPHeaderName(name)), offset: name.endIndex)
        }
        return SIPHeaders.Field(name: SIPHeaderName(name), value: rest.dropFirst().trimmed)
    }

    var isResponse: Bool { self.startLine.prefix(4).elementsEqual("SIP/".utf8) }

    private struct LineReader {
        let bytes: ArraySlice<UInt8>
        var position: Int

        init(bytes: ArraySlice<UInt8>) {
            self.bytes = bytes
            self.position = bytes.startIndex
        }

        mutating func next() -> ArraySlice<UInt8>? {
            guard self.position < self.bytes.endIndex else { return nil }
            let line = self.bytes[self.position...].prefix { $0 != ASCII.lineFeed }
            self.position = line.endIndex + 1
            return line.last == ASCII.carriageReturn ? line.dropLast() : line
        }
    }
}
