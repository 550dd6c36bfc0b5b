/// A personal value as it is stored and as events carry it: AES-256-GCM under the data key of one person.
///
/// `box` is `<key id>.<nonce>.<ciphertext and tag>`, the latter two in base64url. The associated data is the event's
/// type or the table's name, and the subject or row id, so that a box cannot be moved. Platform/Security opens and
/// seals it.
public struct Sealed<Value: Codable & Sendable>: Hashable, Codable, Sendable, CustomStringConvertible {
    public var box: String

    public init(box: String) { self.box = box }
    public init(from decoder: any Decoder) throws { box = try decoder.singleValueContainer().decode(String.self) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(box)
    }
    public var description: String { "‹sealed›" }
}
