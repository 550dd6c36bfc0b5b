/// One hop of the path of a request (RFC 3261 §20.42).
public struct SIPVia: Hashable, Sendable {
    public static let magicCookie = "z9hG4bK"

    /// Upper case: UDP, TCP, TLS, WS, WSS, SCTP or anything else.
    public var transport: String
    /// Sent-by host; IPv6 in brackets.
    public var host: String
    public var port: UInt16?
    public var parameters: SIPParameters

    public init(transport: String, host: String, port: UInt16?, branch: String) {
        self.transport = transport
        self.host = host
        self.port = port
        self.parameters = SIPParameters(["branch": branch])
    }

    public var branch: String? { self.parameters["branch"] }

    /// Whether the branch is unique to its transaction (§17.2.3); a bare cookie is not.
    var hasUniqueBranch: Bool {
        guard let branch else { return false }
        return branch.utf8.count > Self.magicCookie.utf8.count && branch.utf8.starts(with: Self.magicCookie.utf8)
    }

    init(_ value: ArraySlice<UInt8>) throws(SIPParseError) {
        var cursor = ByteCursor(value)
        func malformed() -> SIPParseError { SIPParseError(.malformedHeader(.via), offset: cursor.position) }
        guard ASCII.equalIgnoringCase(cursor.take(while: ASCII.isToken), "SIP"), cursor.consumeSeparator(ASCII.slash) else { throw malformed() }
        let version = cursor.take(while: ASCII.isToken)
        guard ASCII.equalIgnoringCase(version, "2.0") else { throw malformed() }
        guard cursor.consumeSeparator(ASCII.slash) else { throw malformed() }
        let transport = cursor.take(while: ASCII.isToken)
        guard !transport.isEmpty, let blank = cursor.peek, ASCII.isBlank(blank) else { throw malformed() }
        cursor.skipBlanks()
        let host = Self.host(&cursor)
        guard !host.isEmpty else { throw malformed() }
        var port: UInt16?
        if cursor.consumeSeparator(ASCII.colon) {
            guard let number = cursor.takeNumber(limit: 65535) else { throw malformed() }
            port = UInt16(number)
        }
        self.transport = String(decoding: transport.map { ASCII.isLetter($0) ? $0 & 0xDF : $0 }, as: UTF8.self)
        self.host = String(bytes: host)
        self.port = port
        self.parameters = try SIPParameters.parse(&cursor, header: .via)
    }

    private static func host(_ cursor: inout ByteCursor) -> ArraySlice<UInt8> {
        guard cursor.peek == 0x5B else { return cursor.take { ByteSet.host.contains($0) } }
        var probe = cursor
        _ = probe.take { $0 != 0x5D && ByteSet.bracketedHost.contains($0) }
        guard probe.consume(0x5D) else { return [] }
        let host = cursor.bytes[cursor.position..<probe.position]
        cursor = probe
        return host
    }

    /// RFC 3261 §18.2.1 `received` and RFC 3581 §4 `rport`: where the request really came from.
    mutating func stamp(source: SocketAddress) {
        if self.parameters.contains("rport") {
            self.parameters.set("rport", String(source.port))
            self.parameters.set("received", source.ip.description)
        } else if IPAddress(self.host) != source.ip {
            self.parameters.set("received", source.ip.description)
        }
    }

    /// Where a response goes (RFC 3261 §18.2.2, RFC 3581 §4); nil when only a name is known.
    var responseAddress: SocketAddress? {
        let text = self.parameters["received"] ?? self.parameters["maddr"] ?? self.host
        guard let ip = IPAddress(text) else { return nil }
        let rport = self.parameters["rport"].flatMap { UInt16($0) }
        return SocketAddress(ip: ip, port: rport ?? self.port ?? 5060)
    }

    /// Where a new connection for a response is opened (RFC 3261 §18.2.2): the source's address, the port of sent-by.
    func listeningAddress(_ transport: SIPPeer.Transport) -> SocketAddress? {
        IPAddress(self.parameters["received"] ?? self.host).map { SocketAddress(ip: $0, port: self.port ?? transport.defaultPort) }
    }

    var sentBy: String { self.port.map { "\(self.host):\($0)" } ?? self.host }
}

extension SIPVia: CustomStringConvertible {
    public var description: String {
        var text = "SIP/2.0/"
        text += self.transport
        text += " "
        text += self.host
        if let port { text += ":\(port)" }
        self.parameters.write(to: &text)
        return text
    }
}
