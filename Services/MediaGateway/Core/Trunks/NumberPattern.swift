/// Numbers of a trunk: one (`4008001000`), or all that begin alike (`4008*`).
public struct NumberPattern: Hashable, Sendable {
    private let digits: String
    private let isPrefix: Bool

    /// Nil for empty text, or a star elsewhere than at the end.
    public init?(_ text: String) {
        isPrefix = text.hasSuffix("*")
        digits = isPrefix ? String(text.dropLast()) : text
        guard !text.isEmpty, !digits.contains("*") else { return nil }
    }

    public func matches(_ number: String) -> Bool { isPrefix ? number.hasPrefix(digits) : number == digits }
}
