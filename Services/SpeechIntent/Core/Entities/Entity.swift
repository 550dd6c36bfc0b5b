/// Something named in an utterance.
public struct Entity: Codable, Equatable, Sendable {
    public var type: EntityType
    /// The words as they were said.
    public var text: String
    /// Offset of the first Unicode scalar in the original text.
    public var start: Int
    /// Offset after the last Unicode scalar in the original text.
    public var end: Int
    /// Normalised: digits for numbers, `2026-11-15` for a date, `14:30` for a time, decimal yuan for an amount.
    public var value: String

    public init(type: EntityType, text: String, start: Int, end: Int, value: String) {
        self.type = type
        self.text = text
        self.start = start
        self.end = end
        self.value = value
    }
}
