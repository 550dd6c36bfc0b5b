extension SessionDescription {
    private static let maximumSize = 16_384
    private static let maximumMedia = 16

    /// Lines end with CRLF or LF; unknown lines and attributes are kept or ignored, as RFC 8866 §5 asks.
    public init(_ bytes: some Collection<UInt8>) throws(SDPParseError) {
        guard bytes.count <= Self.maximumSize else { throw SDPParseError(code: .tooLong, line: 0) }
        var parser = Parser()
        var number = 0
        for raw in Array(bytes).split(separator: ASCII.lineFeed, omittingEmptySubsequences: false) {
            number += 1
            let line = raw.last == ASCII.carriageReturn ? raw.dropLast() : raw
            if line.isEmpty { continue }
            guard line.count >= 2, line[line.startIndex + 1] == ASCII.equals else {
                throw SDPParseError(code: .malformedLine, line: number)
            }
            try parser.take(line[line.startIndex], String(bytes: line.dropFirst(2)), line: number)
        }
        guard parser.sawVersion else { throw SDPParseError(code: .notVersionZero, line: 1) }
        guard let origin = parser.origin else { throw SDPParseError(code: .missingOrigin, line: number) }
        self.init(origin: origin, name: parser.name, connection: parser.connection, attributes: parser.attributes, media: parser.media)
    }

    private struct Parser {
        var sawVersion = false
        var origin: Origin?
        var name = "-"
        var connection: String?
        var attributes: [Attribute] = []
        var media: [MediaDescription] = []

        mutating func take(_ type: UInt8, _ value: String, line: Int) throws(SDPParseError) {
            guard self.sawVersion || type == UInt8(ascii: "v") else { throw SDPParseError(code: .notVersionZero, line: line) }
            switch type {
            case UInt8(ascii: "v"):
                guard value == "0" else { throw SDPParseError(code: .notVersionZero, line: line) }
                self.sawVersion = true
            case UInt8(ascii: "o"): self.origin = try Self.origin(value, line: line)
            case UInt8(ascii: "s"): self.name = value
            case UInt8(ascii: "c"): try self.takeConnection(value, line: line)
            case UInt8(ascii: "m"): try self.takeMedia(value, line: line)
            case UInt8(ascii: "a"): self.takeAttribute(value)
            default: break
            }
        }

        private static func origin(_ value: String, line: Int) throws(SDPParseError) -> Origin {
            let parts = value.split(separator: " ")
            guard parts.count == 6, let version = UInt64(parts[2]), parts[3] == "IN" else {
                throw SDPParseError(code: .malformedOrigin, line: line)
            }
            return Origin(username: String(parts[0]), sessionID: String(parts[1]), version: version, address: String(parts[5]))
        }

        private mutating func takeConnection(_ value: String, line: Int) throws(SDPParseError) {
            let parts = value.split(separator: " ")
            guard parts.count == 3, parts[0] == "IN", parts[1] == "IP4" || parts[1] == "IP6" else {
                throw SDPParseError(code: .malformedConnection, line: line)
            }
            // A multicast address carries `/ttl/count`.
            let address = parts[2].split(separator: "/").first.map(String.init) ?? ""
            if self.media.isEmpty { self.connection = address } else { self.media[self.media.count - 1].connection = address }
        }

        private mutating func takeMedia(_ value: String, line: Int) throws(SDPParseError) {
            guard self.media.count < SessionDescription.maximumMedia else { throw SDPParseError(code: .tooManyMedia, line: line) }
            let parts = value.split(separator: " ").map(String.init)
            guard parts.count >= 4, let port = UInt16(parts[1].split(separator: "/").first ?? "") else {
                throw SDPParseError(code: .malformedMedia, line: line)
            }
            self.media.append(MediaDescription(kind: parts[0], port: port, transport: parts[2], formats: Array(parts[3...])))
        }

        private mutating func takeAttribute(_ value: String) {
            let parts = value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let attribute = Attribute(parts[0], parts.count > 1 ? parts[1] : nil)
            if self.media.isEmpty { self.attributes.append(attribute) } else { self.media[self.media.count - 1].attributes.append(attribute) }
        }
    }

    /// The description as it goes on the wire.
    public var bytes: [UInt8] {
        var text = "v=0\r\n"
        let origin = self.origin
        text += "o=\(origin.username) \(origin.sessionID) \(origin.version) IN \(Self.family(origin.address)) \(origin.address)\r\n"
        text += "s=\(self.name)\r\n"
        if let connection { text += "c=IN \(Self.family(connection)) \(connection)\r\n" }
        text += "t=0 0\r\n"
        for attribute in self.attributes { Self.write(attribute, to: &text) }
        for medium in self.media {
            text += "m=\(medium.kind) \(medium.port) \(medium.transport) \(medium.formats.joined(separator: " "))\r\n"
            if let connection = medium.connection { text += "c=IN \(Self.family(connection)) \(connection)\r\n" }
            for attribute in medium.attributes { Self.write(attribute, to: &text) }
        }
        return Array(text.utf8)
    }

    private static func family(_ address: String) -> String { address.contains(":") ? "IP6" : "IP4" }

    private static func write(_ attribute: Attribute, to text: inout String) {
        text += "a=" + attribute.name
        if let value = attribute.value { text += ":" + value }
        text += "\r\n"
    }
}
