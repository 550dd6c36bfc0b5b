import Vocabulary

/// What an array may hold as a parameter. `[UInt8]` is a `bytea`; all others are PostgreSQL arrays, `{"a","b",NULL}`.
public protocol SQLElement: Sendable {
    static func sql(of elements: [Self]) -> SQLValue
    static func elements(of text: String) -> [Self]?
}

extension Array: SQLEncodable where Element: SQLElement {
    public var sql: SQLValue { Element.sql(of: self) }
}

extension Array: SQLDecodable where Element: SQLElement {
    public init?(sql text: String?) {
        guard let text, let elements = Element.elements(of: text) else { return nil }
        self = elements
    }
}

extension SQLElement where Self: SQLEncodable & SQLDecodable {
    public static func sql(of elements: [Self]) -> SQLValue { .text(ArrayText.write(elements.map(\.sql))) }
    public static func elements(of text: String) -> [Self]? {
        guard let parts = ArrayText.read(text) else { return nil }
        let values = parts.compactMap { Self(sql: $0) }
        return values.count == parts.count ? values : nil
    }
}

extension String: SQLElement {}
extension Int: SQLElement {}
extension Int64: SQLElement {}
extension Double: SQLElement {}
extension Timestamp: SQLElement {}
extension Optional: SQLElement where Wrapped: SQLEncodable & SQLDecodable {}

extension UInt8: SQLElement {
    public static func sql(of elements: [UInt8]) -> SQLValue { .bytes(elements) }
    /// `\x` and two hexadecimal digits an octet: `bytea_output = hex`.
    public static func elements(of text: String) -> [UInt8]? {
        guard text.hasPrefix("\\x") else { return nil }
        let digits = text.utf8.dropFirst(2).map(nibble)
        guard digits.count.isMultiple(of: 2), !digits.contains(255) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private static func nibble(_ character: UInt8) -> UInt8 {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x61...0x66: character - 0x61 + 10
        default: 255
        }
    }
}
