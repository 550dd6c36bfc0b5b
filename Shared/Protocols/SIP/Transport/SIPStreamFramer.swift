/// Finds messages in the bytes of a TCP or TLS connection (RFC 3261 §18.3, RFC 5626 §3.5.1).
///
/// Holds at most one unfinished message.
public struct SIPStreamFramer: Sendable {
    /// Who opened the connection: a ping is two line ends from the side that did, a pong one from the other.
    public enum Side: Sendable { case opened, accepted }

    public enum Piece: Equatable, Sendable {
        /// One whole message, for `SIPEndpoint.messageReceived`.
        case message([UInt8])
        /// To be answered by one line end at once: `SIPEndpoint.pingReceived`.
        case ping
        /// Answer to our ping: `SIPEndpoint.pongReceived`.
        case pong
    }

    private enum State: Sendable {
        /// Between messages. Can transition to `headers`, `failed`.
        case idle
        /// Before the empty line; `lineStart` is where the line that is being read starts. Can transition to `body`, `failed`.
        case headers(scanned: Int, lineStart: Int, length: Int?)
        /// Can transition to `idle`.
        case body(end: Int)
        case failed(SIPStreamError)
    }

    public static let ping: [UInt8] = [13, 10, 13, 10]
    public static let pong: [UInt8] = [13, 10]

    private let side: Side
    private let limit: Int
    private var buffer: [UInt8] = []
    private var start = 0
    private var state = State.idle

    /// - Parameter limit: bytes of the largest message that is taken.
    public init(_ side: Side, limit: Int = SIPFrame.maximumSize) {
        self.side = side
        self.limit = limit
    }

    /// What the bytes complete, in order; pieces before a fault are returned by the call before it is thrown again.
    /// - Throws: when the connection is to be closed, now and at each later call.
    public mutating func bytesReceived(_ bytes: some Sequence<UInt8>) throws(SIPStreamError) -> [Piece] {
        if case .failed(let error) = self.state { throw error }
        self.buffer.append(contentsOf: bytes)
        var pieces: [Piece] = []
        do {
            while let piece = try self.next() { pieces.append(piece) }
        } catch {
            self.state = .failed(error)
            self.buffer = []
            if pieces.isEmpty { throw error }
            return pieces
        }
        self.compact()
        return pieces
    }

    /// Why nothing more will come of this connection.
    public var failure: SIPStreamError? { if case .failed(let error) = self.state { error } else { nil } }

    private mutating func compact() {
        if self.start == self.buffer.count {
            self.buffer.removeAll(keepingCapacity: self.buffer.capacity <= 8192)
            self.start = 0
        } else if self.start > 0 {
            let moved = self.start
            self.buffer.removeFirst(moved)
            self.start = 0
            switch self.state {
            case .headers(let scanned, let lineStart, let length): self.state = .headers(scanned: scanned - moved, lineStart: lineStart - moved, length: length)
            case .body(let end): self.state = .body(end: end - moved)
            case .idle, .failed: break
            }
        }
    }

    private mutating func next() throws(SIPStreamError) -> Piece? {
        if case .idle = self.state, let piece = try self.skipLineEnds() { return piece }
        if case .headers(let scanned, let lineStart, let length) = self.state { try self.readHeaders(scanned, lineStart, length) }
        guard case .body(let end) = self.state, end <= self.buffer.count else { return nil }
        let message = Array(self.buffer[self.start..<end])
        self.start = end
        self.state = .idle
        return .message(message)
    }

    /// Line ends before a message: keep-alives, or nothing at all (§7.5).
    private mutating func skipLineEnds() throws(SIPStreamError) -> Piece? {
        while self.start < self.buffer.count {
            let rest = self.buffer[self.start...]
            if self.side == .accepted, rest.starts(with: Self.ping) { self.start += 4; return .ping }
            if self.side == .opened, rest.starts(with: Self.pong) { self.start += 2; return .pong }
            // Half a keep-alive: the rest is on its way.
            if rest.count < 4, Self.ping.starts(with: rest) { return nil }
            let first = self.buffer[self.start]
            guard first == ASCII.carriageReturn || first == ASCII.lineFeed else {
                guard ASCII.isToken(first) else { throw .notSIP }
                self.state = .headers(scanned: self.start, lineStart: self.start, length: nil)
                return nil
            }
            self.start += 1
        }
        return nil
    }

    private mutating func readHeaders(_ scanned: Int, _ lineStart: Int, _ length: Int?) throws(SIPStreamError) {
        var index = scanned, lineStart = lineStart, length = length
        while index < self.buffer.count {
            guard self.buffer[index] == ASCII.lineFeed else { index += 1; continue }
            let line = self.line(lineStart, index)
            if line.isEmpty { return try self.beginBody(at: index + 1, length) }
            if let found = try Self.contentLength(line) {
                if let length, length != found { throw .malformedContentLength }
                length = found
            }
            index += 1
            lineStart = index
        }
        guard index - self.start <= self.limit else { throw .tooLarge(limit: self.limit) }
        self.state = .headers(scanned: index, lineStart: lineStart, length: length)
    }

    private func line(_ start: Int, _ end: Int) -> ArraySlice<UInt8> {
        let line = self.buffer[start..<end]
        return line.last == ASCII.carriageReturn ? line.dropLast() : line
    }

    private mutating func beginBody(at bodyStart: Int, _ length: Int?) throws(SIPStreamError) {
        guard let length else { throw .missingContentLength }
        guard bodyStart - self.start <= self.limit, length <= self.limit - (bodyStart - self.start) else { throw .tooLarge(limit: self.limit) }
        self.state = .body(end: bodyStart + length)
    }

    /// `Content-Length` or `l`; nil for every other line.
    private static func contentLength(_ line: ArraySlice<UInt8>) throws(SIPStreamError) -> Int? {
        guard let first = line.first, first | 0x20 == UInt8(ascii: "c") || first | 0x20 == UInt8(ascii: "l") else { return nil }
        let name = line.prefix(while: ASCII.isToken)
        guard ASCII.equalIgnoringCase(name, "Content-Length") || ASCII.equalIgnoringCase(name, "l") else { return nil }
        let rest = line[name.endIndex...].drop(while: ASCII.isBlank)
        guard rest.first == ASCII.colon, let value = ByteCursor.number(rest.dropFirst().trimmed, limit: UInt64(UInt32.max)) else {
            throw .malformedContentLength
        }
        return Int(value)
    }
}
