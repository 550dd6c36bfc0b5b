/// The value of From, To, Contact, Route and their like: a URI with a display name and header parameters
/// (RFC 3261 §20.10, `name-addr` and `addr-spec`).
public struct SIPNameAddress: Hashable, Sendable {
    /// As on the wire, quotes included; nil when absent.
    public var displayName: String?
    public var uri: SIPURI
    public var parameters: SIPParameters

    public init(uri: SIPURI, displayName: String? = nil, tag: String? = nil) {
        self.uri = uri
        self.displayName = displayName.map(SIPText.quoted)
        self.parameters = SIPParameters()
        self.tag = tag
    }

    public var tag: String? {
        get { self.parameters["tag"] }
        set { if let newValue { self.parameters.set("tag", newValue) } else { self.parameters.remove("tag") } }
    }

    /// Display name without quotes and escapes.
    public var displayText: String? { self.displayName.map(SIPText.unquoted) }

    /// - Throws: `malformedHeader(header)` or `malformedURI`.
    init(_ value: ArraySlice<UInt8>, header: SIPHeaderName) throws(SIPParseError) {
        var cursor = ByteCursor(value)
        cursor.skipBlanks()
        if let bare = try Self.parseBare(&cursor, header: header) {
            self = bare
            return
        }
        let display = try Self.parseDisplayName(&cursor, header: header)
        guard cursor.consume(ASCII.less) else { throw SIPParseError(.malformedHeader(header), offset: cursor.position) }
        let bytes = cursor.take { $0 != ASCII.greater }
        guard cursor.consume(ASCII.greater) else { throw SIPParseError(.malformedHeader(header), offset: cursor.position) }
        self.displayName = display
        self.uri = try SIPURI(bytes)
        self.parameters = try SIPParameters.parse(&cursor, header: header)
    }

    /// `addr-spec`: without angle brackets everything from the first `;` on belongs to the header, and `?` and `,`
    /// are not allowed (§20.10).
    private static func parseBare(_ cursor: inout ByteCursor, header: SIPHeaderName) throws(SIPParseError) -> SIPNameAddress? {
        var probe = cursor
        let bytes = probe.take { $0 > ASCII.space && $0 != ASCII.less && $0 != ASCII.quote && $0 != ASCII.semicolon }
        guard bytes.contains(ASCII.colon) else { return nil }
        var after = probe
        after.skipBlanks()
        guard after.peek != ASCII.less else { return nil }
        if let bad = bytes.firstIndex(where: { $0 == ASCII.question || $0 == ASCII.comma }) {
            throw SIPParseError(.malformedHeader(header), offset: bad)
        }
        var address = SIPNameAddress(uri: try SIPURI(bytes))
        address.parameters = try SIPParameters.parse(&probe, header: header)
        cursor = probe
        return address
    }

    private static func parseDisplayName(_ cursor: inout ByteCursor, header: SIPHeaderName) throws(SIPParseError) -> String? {
        if cursor.peek == ASCII.quote {
            guard let quoted = cursor.takeQuoted() else {
                throw SIPParseError(.malformedHeader(header), offset: cursor.position)
            }
            cursor.skipBlanks()
            return String(bytes: quoted)
        }
        let tokens = cursor.take { ASCII.isToken($0) || ASCII.isBlank($0) || $0 >= 0x80 }.trimmed
        return tokens.isEmpty ? nil : String(bytes: tokens)
    }

    /// Every element of a list header.
    static func list(_ headers: SIPHeaders, _ name: SIPHeaderName) throws(SIPParseError) -> [SIPNameAddress] {
        var list: [SIPNameAddress] = []
        for field in headers.fields where field.name == name {
            for element in SIPHeaders.split(field.value) { list.append(try SIPNameAddress(element, header: name)) }
        }
        return list
    }
}

extension SIPNameAddress: CustomStringConvertible {
    public var description: String {
        var text = ""
        if let displayName { text += displayName + " " }
        text += "<"
        text += self.uri.description
        text += ">"
        self.parameters.write(to: &text)
        return text
    }
}
