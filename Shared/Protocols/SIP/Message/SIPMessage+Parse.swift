extension SIPRequest {
    init(_ frame: SIPFrame) throws(SIPParseError) {
        let (method, uri) = try Self.requestLine(frame.startLine)
        self.method = method
        self.uri = uri
        self.fields = try SIPFields(frame)
        guard self.fields.cSeq.method == method else {
            throw SIPParseError(.methodMismatch(known: method.isKnown), offset: frame.startLine.startIndex)
        }
    }

    /// `Method SP Request-URI SP SIP-Version`, single spaces (§7.1).
    private static func requestLine(_ line: ArraySlice<UInt8>) throws(SIPParseError) -> (SIPMethod, SIPURI) {
        let method = line.prefix(while: ASCII.isToken)
        guard !method.isEmpty else { throw SIPParseError(.malformedMethod, offset: line.startIndex) }
        guard method.endIndex < line.endIndex, line[method.endIndex] == ASCII.space else {
            throw SIPParseError(.malformedStartLine, offset: method.endIndex)
        }
        let rest = line[(method.endIndex + 1)...]
        guard let gap = rest.lastIndex(of: ASCII.space) else { throw SIPParseError(.malformedStartLine, offset: line.endIndex) }
        try SIPVersion.check(rest[(gap + 1)...])
        let uri = try SIPURI(rest[..<gap])
        // §19.1.1 table 1: no headers in a Request-URI.
        guard uri.headers == nil else { throw SIPParseError(.malformedURI, offset: rest.startIndex) }
        return (SIPMethod(String(bytes: method)), uri)
    }
}

extension SIPResponse {
    init(_ frame: SIPFrame) throws(SIPParseError) {
        let line = frame.startLine
        let version = line.prefix { $0 != ASCII.space }
        try SIPVersion.check(version)
        guard version.endIndex < line.endIndex else { throw SIPParseError(.malformedStartLine, offset: line.endIndex) }
        let digits = line[(version.endIndex + 1)...].prefix { $0 != ASCII.space }
        guard digits.count == 3, let status = ByteCursor.number(digits, limit: 699), status >= 100 else {
            throw SIPParseError(.malformedStatusCode, offset: digits.startIndex)
        }
        self.status = Int(status)
        self.reason = String(bytes: line[digits.endIndex...].dropFirst())
        self.fields = try SIPFields(frame)
    }
}

enum SIPVersion {
    static func check(_ bytes: ArraySlice<UInt8>) throws(SIPParseError) {
        guard ASCII.equalIgnoringCase(bytes.prefix(4), "SIP/"), bytes.count >= 7 else {
            throw SIPParseError(.malformedStartLine, offset: bytes.startIndex)
        }
        guard bytes.dropFirst(4).elementsEqual("2.0".utf8) else {
            throw SIPParseError(.unsupportedVersion, offset: bytes.startIndex + 4)
        }
    }
}

extension SIPFields {
    init(_ frame: SIPFrame) throws(SIPParseError) {
        var parts = Parts()
        for field in frame.headers.fields { try parts.take(field) }
        let end = frame.body.startIndex
        guard !parts.vias.isEmpty else { throw SIPParseError(.missingHeader(.via), offset: end) }
        guard let from = parts.from else { throw SIPParseError(.missingHeader(.from), offset: end) }
        guard let to = parts.to else { throw SIPParseError(.missingHeader(.to), offset: end) }
        guard let callID = parts.callID else { throw SIPParseError(.missingHeader(.callID), offset: end) }
        guard let cSeq = parts.cSeq else { throw SIPParseError(.missingHeader(.cSeq), offset: end) }
        self.init(vias: parts.vias, from: from, to: to, callID: callID, cSeq: cSeq)
        self.contacts = parts.contacts
        self.isContactWildcard = parts.isWildcard
        self.maxForwards = parts.maxForwards
        self.contentType = parts.contentType?.name
        self.contentParameters = parts.contentType?.parameters ?? []
        self.headers = parts.rest
        self.body = try Self.body(frame.body, length: parts.contentLength)
    }

    private static func body(_ bytes: ArraySlice<UInt8>, length: Int?) throws(SIPParseError) -> ArraySlice<UInt8> {
        guard let length else { return bytes }
        guard length <= bytes.count else { throw SIPParseError(.contentLengthMismatch, offset: bytes.endIndex) }
        return bytes.prefix(length)
    }
}

/// Collects the fields every message needs while the headers are walked once.
private struct Parts {
    var vias: [SIPVia] = []
    var from: SIPNameAddress?
    var to: SIPNameAddress?
    var callID: String?
    var cSeq: SIPSequence?
    var contacts: [SIPNameAddress] = []
    var isWildcard = false
    var maxForwards: UInt8?
    var contentLength: Int?
    var contentType: (name: String, parameters: ArraySlice<UInt8>)?
    var rest = SIPHeaders()

    mutating func take(_ field: SIPHeaders.Field) throws(SIPParseError) {
        switch field.name {
        case .via: try self.takeVia(field)
        case .from: try Self.once(&self.from, field, SIPNameAddress(field.value, header: .from))
        case .to: try Self.once(&self.to, field, SIPNameAddress(field.value, header: .to))
        case .callID: try Self.once(&self.callID, field, Self.callID(field))
        case .cSeq: try Self.once(&self.cSeq, field, Self.sequence(field))
        case .contact: try self.takeContact(field)
        case .maxForwards: try Self.once(&self.maxForwards, field, UInt8(truncatingIfNeeded: Self.number(field, limit: 255)))
        case .contentLength: try Self.once(&self.contentLength, field, Int(Self.number(field, limit: UInt64(SIPFrame.maximumSize))))
        case .contentType: try Self.once(&self.contentType, field, Self.mediaType(field))
        case .expires, .minExpires:
            _ = try Self.number(field, limit: UInt64(UInt32.max))
            self.rest.append(field)
        default: self.rest.append(field)
        }
    }

    private mutating func takeVia(_ field: SIPHeaders.Field) throws(SIPParseError) {
        for element in SIPHeaders.split(field.value) { self.vias.append(try SIPVia(element)) }
    }

    private mutating func takeContact(_ field: SIPHeaders.Field) throws(SIPParseError) {
        if field.value.count == 1, field.value.first == 0x2A { self.isWildcard = true; return }
        for element in SIPHeaders.split(field.value) {
            self.contacts.append(try SIPNameAddress(element, header: .contact))
        }
    }

    private static func once<Value>(_ slot: inout Value?, _ field: SIPHeaders.Field, _ value: Value) throws(SIPParseError) {
        guard slot == nil else { throw SIPParseError(.repeatedHeader(field.name), offset: field.value.startIndex) }
        slot = value
    }

    private static func number(_ field: SIPHeaders.Field, limit: UInt64) throws(SIPParseError) -> UInt64 {
        guard let value = ByteCursor.number(field.value, limit: limit) else {
            throw SIPParseError(.malformedHeader(field.name), offset: field.value.startIndex)
        }
        return value
    }

    private static func callID(_ field: SIPHeaders.Field) throws(SIPParseError) -> String {
        if let bad = field.value.firstIndex(where: { !ASCII.isWord($0) && $0 != ASCII.at }) {
            throw SIPParseError(.malformedHeader(.callID), offset: bad)
        }
        guard !field.value.isEmpty else { throw SIPParseError(.malformedHeader(.callID), offset: field.value.startIndex) }
        return field.text
    }

    private static func sequence(_ field: SIPHeaders.Field) throws(SIPParseError) -> SIPSequence {
        var cursor = ByteCursor(field.value)
        // §8.1.1.5: below 2**31.
        guard let number = cursor.takeNumber(limit: 0x7FFF_FFFF), let blank = cursor.peek, ASCII.isBlank(blank) else {
            throw SIPParseError(.malformedHeader(.cSeq), offset: cursor.position)
        }
        cursor.skipBlanks()
        let method = cursor.take(while: ASCII.isToken)
        guard !method.isEmpty, cursor.isAtEnd else { throw SIPParseError(.malformedHeader(.cSeq), offset: cursor.position) }
        return SIPSequence(number: UInt32(number), method: SIPMethod(String(bytes: method)))
    }

    private static func mediaType(_ field: SIPHeaders.Field) throws(SIPParseError) -> (name: String, parameters: ArraySlice<UInt8>) {
        let name = field.value.prefix { $0 != ASCII.semicolon }, type = name.trimmed
        guard type.contains(ASCII.slash) else { throw SIPParseError(.malformedHeader(.contentType), offset: field.value.startIndex) }
        return (String(decoding: type.filter { !ASCII.isBlank($0) }.map(ASCII.lowercased), as: UTF8.self), field.value[name.endIndex...])
    }
}
