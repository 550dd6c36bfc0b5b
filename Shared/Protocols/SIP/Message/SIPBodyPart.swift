/// One part of a body of several (RFC 2046 §5.1, RFC 5621): trunks put an ISUP message beside the description of a session.
struct SIPBodyPart: Sendable {
    /// Lower case, without parameters; plain text when it does not say (RFC 2046 §5.1).
    var type = "text/plain"
    /// RFC 3261 §20.11: whoever does not understand it must refuse the whole.
    var isRequired = false
    var body: ArraySlice<UInt8> = []

    static let most = 16

    /// - Returns: nil when the text is no body of several parts, or of too many.
    static func parts(_ bytes: ArraySlice<UInt8>, boundary: String) -> [SIPBodyPart]? {
        let delimiter = Array("--\(boundary)".utf8)
        guard !boundary.isEmpty, boundary.utf8.count <= 70 else { return nil }
        var parts: [SIPBodyPart] = [], start: Int?, rest = bytes
        while !rest.isEmpty {
            let line = rest.prefix { $0 != ASCII.lineFeed }
            rest = rest[line.endIndex...].dropFirst()
            guard line.starts(with: delimiter) else { continue }
            let tail = line.dropFirst(delimiter.count).trimmed, isLast = tail.elementsEqual("--".utf8)
            // A line that only begins like the delimiter ends no part.
            guard tail.isEmpty || isLast else { continue }
            if let start, let part = SIPBodyPart(bytes[start..<line.startIndex]) { parts.append(part) }
            if isLast { return parts }
            guard parts.count < Self.most else { return nil }
            start = rest.startIndex
        }
        return nil
    }

    /// Header lines, an empty line, the body; the line end before the next delimiter belongs to that.
    private init?(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while !rest.isEmpty {
            let line = rest.prefix { $0 != ASCII.lineFeed }
            rest = rest[line.endIndex...].dropFirst()
            let text = line.trimmed
            if text.isEmpty {
                self.body = Self.withoutLineEnd(rest)
                return
            }
            self.take(text)
        }
        return nil
    }

    private mutating func take(_ line: ArraySlice<UInt8>) {
        let name = line.prefix(while: ASCII.isToken), rest = line[name.endIndex...].drop(while: ASCII.isBlank)
        guard rest.first == ASCII.colon else { return }
        let value = rest.dropFirst().trimmed, first = value.prefix { $0 != ASCII.semicolon }
        switch SIPHeaderName(name) {
        case .contentType: self.type = String(decoding: first.trimmed.map(ASCII.lowercased), as: UTF8.self)
        case .contentDisposition:
            var cursor = ByteCursor(value[first.endIndex...])
            let handling = (try? SIPParameters.parse(&cursor, header: .contentDisposition))?["handling"]
            self.isRequired = handling.map { !ASCII.equalIgnoringCase($0, "optional") } ?? true
        default: break
        }
    }

    private static func withoutLineEnd(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard bytes.last == ASCII.lineFeed else { return bytes }
        let rest = bytes.dropLast()
        return rest.last == ASCII.carriageReturn ? rest.dropLast() : rest
    }
}

extension SIPFields {
    /// Nil when the body is a single one, or cannot be taken apart.
    var parts: [SIPBodyPart]? {
        guard self.contentType == "multipart/mixed" || self.contentType == "multipart/alternative" else { return nil }
        var cursor = ByteCursor(self.contentParameters)
        guard let boundary = (try? SIPParameters.parse(&cursor, header: .contentType))?["boundary"] else { return nil }
        return SIPBodyPart.parts(self.body, boundary: boundary)
    }

    /// A description of a session, or parts of which one is such or none must be understood. A part that does not say how it
    /// is to be handled is read over: the call is worth more.
    var isBodyUnderstood: Bool {
        if self.contentType == "application/sdp" { return true }
        guard let parts else { return false }
        return self.contentType == "multipart/alternative" ? parts.contains { $0.type == "application/sdp" } : parts.allSatisfy { $0.type == "application/sdp" || !$0.isRequired }
    }
}
