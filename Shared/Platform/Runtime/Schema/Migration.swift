import Security

/// One numbered step of a schema: `0001-tables.sql`. Once released it never changes; what is to be different comes as
/// the next number.
public struct Migration: Hashable, Sendable {
    public var number: Int
    /// `0001-tables`
    public var name: String
    public var text: String

    /// - Parameter name: four digits, a hyphen, words; `.sql` may follow.
    public init(_ name: String, _ text: String) {
        self.name = name.hasSuffix(".sql") ? String(name.dropLast(4)) : name
        number = Int(name.prefix(4)) ?? 0
        self.text = text
    }

    /// As `.embedInCode` gives it.
    public init(_ name: String, _ text: [UInt8]) { self.init(name, String(decoding: text, as: UTF8.self)) }

    /// SHA-256 of the text in hexadecimal.
    public var checksum: String { Hex.encode(Digest.sha256(text.utf8)) }
}
