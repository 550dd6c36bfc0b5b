/// `;name=value` lists of headers and URIs, in order, values as they are on the wire.
public struct SIPParameters: Hashable, Sendable {
    public struct Parameter: Hashable, Sendable {
        public let name: String
        /// Nil for a flag such as `lr`; a quoted string keeps its quotes.
        public let value: String?
    }

    public private(set) var list: [Parameter] = []

    public init() {}

    public init(_ pairs: KeyValuePairs<String, String?>) {
        self.list = pairs.map { Parameter(name: $0.key, value: $0.value) }
    }

    public var isEmpty: Bool { self.list.isEmpty }

    /// The value, quotes removed; the empty string for a flag; nil when absent.
    public subscript(_ name: String) -> String? {
        for parameter in self.list where ASCII.equalIgnoringCase(parameter.name, name) {
            return parameter.value.map(SIPText.unquoted) ?? ""
        }
        return nil
    }

    public func contains(_ name: String) -> Bool {
        self.list.contains { ASCII.equalIgnoringCase($0.name, name) }
    }

    public mutating func set(_ name: String, _ value: String?) {
        let parameter = Parameter(name: name, value: value)
        if let index = self.list.firstIndex(where: { ASCII.equalIgnoringCase($0.name, name) }) {
            self.list[index] = parameter
        } else {
            self.list.append(parameter)
        }
    }

    public mutating func remove(_ name: String) {
        self.list.removeAll { ASCII.equalIgnoringCase($0.name, name) }
    }

    mutating func append(_ name: String, _ value: String?) { self.list.append(Parameter(name: name, value: value)) }

    /// `generic-param`s up to the end of the value (RFC 3261 §25.1).
    /// - Throws: `malformedHeader` for an empty parameter, a bad character or an open quote.
    static func parse(_ cursor: inout ByteCursor, header: SIPHeaderName) throws(SIPParseError) -> SIPParameters {
        var parameters = SIPParameters()
        while cursor.consumeSeparator(ASCII.semicolon) {
            let name = cursor.take(while: ASCII.isToken)
            guard !name.isEmpty else { throw SIPParseError(.malformedHeader(header), offset: cursor.position) }
            guard cursor.consumeSeparator(ASCII.equals) else {
                parameters.append(String(bytes: name), nil)
                continue
            }
            parameters.append(String(bytes: name), try self.value(&cursor, header: header))
        }
        cursor.skipBlanks()
        guard cursor.isAtEnd else { throw SIPParseError(.malformedHeader(header), offset: cursor.position) }
        return parameters
    }

    private static func value(_ cursor: inout ByteCursor, header: SIPHeaderName) throws(SIPParseError) -> String {
        if cursor.peek == ASCII.quote {
            guard let quoted = cursor.takeQuoted() else {
                throw SIPParseError(.malformedHeader(header), offset: cursor.position)
            }
            return String(bytes: quoted)
        }
        // Besides tokens also the characters of IPv6 references and of tag values seen from real phones.
        let bytes = cursor.take { ASCII.isToken($0) || $0 == ASCII.colon || $0 == 0x5B || $0 == 0x5D || $0 == ASCII.slash || $0 == ASCII.at }
        guard !bytes.isEmpty else { throw SIPParseError(.malformedHeader(header), offset: cursor.position) }
        return String(bytes: bytes)
    }

    func write(to text: inout String) {
        for parameter in self.list {
            text += ";"
            text += parameter.name
            guard let value = parameter.value else { continue }
            text += "="
            text += value
        }
    }
}

/// Quoting of RFC 3261 §25.1 `quoted-string`.
enum SIPText {
    static func unquoted(_ text: String) -> String {
        guard text.utf8.count >= 2, text.utf8.first == ASCII.quote, text.utf8.last == ASCII.quote else { return text }
        let inner = text.utf8.dropFirst().dropLast()
        guard inner.contains(ASCII.backslash) else { return String(Substring(inner)) }
        var bytes: [UInt8] = []
        var escaped = false
        for byte in inner {
            if !escaped, byte == ASCII.backslash { escaped = true; continue }
            escaped = false
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = [ASCII.quote]
        for byte in text.utf8 {
            if byte == ASCII.quote || byte == ASCII.backslash { bytes.append(ASCII.backslash) }
            // A line end inside a value would start a header of its own.
            bytes.append(byte == 13 || byte == 10 ? ASCII.space : byte)
        }
        bytes.append(ASCII.quote)
        return String(decoding: bytes, as: UTF8.self)
    }
}
