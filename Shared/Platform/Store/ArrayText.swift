/// PostgreSQL's text form of a one-dimensional array (manual, 8.15.6): elements quoted, `"` and `\` escaped, NULL bare.
enum ArrayText {
    static func write(_ elements: [SQLValue]) -> String {
        var text: [UInt8] = [UInt8(ascii: "{")]
        for (index, element) in elements.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            guard case .text(let value) = element else {
                text.append(contentsOf: "NULL".utf8)
                continue
            }
            quote(value, into: &text)
        }
        text.append(UInt8(ascii: "}"))
        return String(decoding: text, as: UTF8.self)
    }

    private static func quote(_ value: String, into text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for byte in value.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
            text.append(byte)
        }
        text.append(UInt8(ascii: "\""))
    }

    /// - Returns: the elements, nil for NULL; nil as a whole when the text is no such array.
    static func read(_ text: String) -> [String?]? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 2, bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}") else { return nil }
        var reader = Reader(rest: bytes.dropFirst().dropLast())
        return reader.elements()
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func elements() -> [String?]? {
            var found: [String?] = []
            while !rest.isEmpty {
                guard let element = element() else { return nil }
                found.append(element)
                if let next = rest.popFirst(), next != UInt8(ascii: ",") { return nil }
            }
            return found
        }

        private mutating func element() -> String?? {
            rest.first == UInt8(ascii: "\"") ? quoted().map { .some($0) } : .some(bare())
        }

        private mutating func bare() -> String? {
            let end = rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.endIndex
            let word = String(decoding: rest[..<end], as: UTF8.self)
            rest = rest[end...]
            return word == "NULL" ? nil : word
        }

        private mutating func quoted() -> String? {
            rest.removeFirst()
            var value: [UInt8] = []
            while let byte = rest.popFirst() {
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: value, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let escaped = rest.popFirst() else { return nil }
                    value.append(escaped)
                default: value.append(byte)
                }
            }
            return nil
        }
    }
}
