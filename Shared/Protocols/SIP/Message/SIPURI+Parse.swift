extension ByteSet {
    /// `user` and `password` characters besides escapes.
    static let user = ByteSet("-_.!~*'()&=+$,;?/%", alphanumeric: true)
    static let uriParameter = ByteSet("-_.!~*'()[]/:&+$%", alphanumeric: true)
    static let uriHeader = ByteSet("-_.!~*'()[]/?:+$%&=", alphanumeric: true)
    static let host = ByteSet("-._", alphanumeric: true)
    static let bracketedHost = ByteSet("[]:.%", alphanumeric: true)
    static let telephone = ByteSet("+-.()*#", alphanumeric: true)
    static let visual = ByteSet("-.()")
    static let scheme = ByteSet("+-.", alphanumeric: true)
}

extension SIPURI {
    /// The whole slice as one URI.
    init(_ bytes: ArraySlice<UInt8>) throws(SIPParseError) {
        let name = bytes.prefix { ByteSet.scheme.contains($0) }
        let rest = bytes[name.endIndex...]
        guard let first = name.first, ASCII.isLetter(first), rest.first == ASCII.colon else {
            throw SIPParseError(.malformedURI, offset: name.endIndex)
        }
        self.init(host: "")
        if ASCII.equalIgnoringCase(name, "sip") {
            try self.parseAddress(rest.dropFirst())
        } else if ASCII.equalIgnoringCase(name, "sips") {
            self.scheme = .sips
            try self.parseAddress(rest.dropFirst())
        } else if ASCII.equalIgnoringCase(name, "tel") {
            self.scheme = .tel
            try self.parseTelephone(rest.dropFirst())
        } else {
            try self.parseOther(name, rest.dropFirst())
        }
    }

    private mutating func parseOther(_ name: ArraySlice<UInt8>, _ rest: ArraySlice<UInt8>) throws(SIPParseError) {
        if let bad = rest.firstIndex(where: { $0 <= ASCII.space || $0 == ASCII.less || $0 == ASCII.greater || $0 == 0x7F }) {
            throw SIPParseError(.malformedURI, offset: bad)
        }
        guard !rest.isEmpty else { throw SIPParseError(.malformedURI, offset: rest.startIndex) }
        self.scheme = .other(String(bytes: name).asciiLowercased)
        self.rest = String(bytes: rest)
    }

    private mutating func parseAddress(_ bytes: ArraySlice<UInt8>) throws(SIPParseError) {
        var cursor = ByteCursor(bytes)
        if let at = bytes.firstIndex(of: ASCII.at) {
            try self.parseUser(bytes[..<at])
            cursor = ByteCursor(bytes[(at + 1)...])
        }
        try self.parseHost(&cursor)
        try self.parseTail(&cursor)
    }

    private mutating func parseUser(_ bytes: ArraySlice<UInt8>) throws(SIPParseError) {
        let user = bytes.prefix { $0 != ASCII.colon }
        try Self.check(user, ByteSet.user)
        guard !user.isEmpty else { throw SIPParseError(.malformedURI, offset: bytes.startIndex) }
        self.user = String(bytes: user)
        guard user.endIndex < bytes.endIndex else { return }
        let password = bytes[(user.endIndex + 1)...]
        try Self.check(password, ByteSet.user)
        self.password = String(bytes: password)
    }

    private mutating func parseHost(_ cursor: inout ByteCursor) throws(SIPParseError) {
        let start = cursor.position
        if cursor.peek == 0x5B {
            let body = cursor.take { $0 != 0x5D && ByteSet.bracketedHost.contains($0) }
            guard cursor.consume(0x5D) else { throw SIPParseError(.malformedURI, offset: cursor.position) }
            guard IPAddress(String(bytes: body) + "]") != nil else { throw SIPParseError(.malformedURI, offset: start) }
            self.host = String(bytes: body) + "]"
        } else {
            self.host = String(bytes: cursor.take { ByteSet.host.contains($0) })
        }
        guard !self.host.isEmpty else { throw SIPParseError(.malformedURI, offset: start) }
        guard cursor.consume(ASCII.colon) else { return }
        guard let port = cursor.takeNumber(limit: 65535) else { throw SIPParseError(.malformedURI, offset: cursor.position) }
        self.port = UInt16(port)
    }

    private mutating func parseTail(_ cursor: inout ByteCursor) throws(SIPParseError) {
        while cursor.consume(ASCII.semicolon) {
            let name = cursor.take { ByteSet.uriParameter.contains($0) }
            try Self.check(name, ByteSet.uriParameter)
            guard !name.isEmpty else { throw SIPParseError(.malformedURI, offset: cursor.position) }
            guard cursor.consume(ASCII.equals) else {
                self.parameters.append(String(bytes: name), nil)
                continue
            }
            let value = cursor.take { ByteSet.uriParameter.contains($0) }
            try Self.check(value, ByteSet.uriParameter)
            self.parameters.append(String(bytes: name), String(bytes: value))
        }
        if cursor.consume(ASCII.question) {
            let headers = cursor.take { ByteSet.uriHeader.contains($0) }
            try Self.check(headers, ByteSet.uriHeader)
            self.headers = String(bytes: headers)
        }
        guard cursor.isAtEnd else { throw SIPParseError(.malformedURI, offset: cursor.position) }
    }

    private mutating func parseTelephone(_ bytes: ArraySlice<UInt8>) throws(SIPParseError) {
        var cursor = ByteCursor(bytes)
        let number = cursor.take { ByteSet.telephone.contains($0) }
        guard number.contains(where: ASCII.isDigit) else { throw SIPParseError(.malformedURI, offset: bytes.startIndex) }
        self.user = String(bytes: number)
        try self.parseTail(&cursor)
    }

    /// Every byte in `set`, every `%` followed by two hexadecimal digits.
    private static func check(_ bytes: ArraySlice<UInt8>, _ set: ByteSet) throws(SIPParseError) {
        for index in bytes.indices {
            guard set.contains(bytes[index]) else { throw SIPParseError(.malformedURI, offset: index) }
            guard bytes[index] == ASCII.percent else { continue }
            guard index + 2 < bytes.endIndex, ASCII.hexValue(bytes[index + 1]) != nil, ASCII.hexValue(bytes[index + 2]) != nil else {
                throw SIPParseError(.malformedURI, offset: index)
            }
        }
    }
}

/// `?name=value&…` of a URI (RFC 3261 §19.1.1).
extension SIPURI {
    /// The unescaped value of a header parameter; nil when absent.
    func header(_ name: String) -> String? {
        guard let headers = self.headers else { return nil }
        for pair in headers.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, ASCII.equalIgnoringCase(String(parts[0]), name) { return SIPURI.unescaped(String(parts[1])) }
        }
        return nil
    }

    /// All but `unreserved` escaped.
    static func escapedHeader(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            if ASCII.isUnreserved(byte) { escaped.unicodeScalars.append(Unicode.Scalar(byte)) } else { escaped += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true) }
        }
        return escaped
    }
}
