/// "不是三零一，是三零二": what was wrong and what is right.
public struct Correction: Equatable, Sendable {
    /// What is taken back; nil when only the right value was said.
    public var wrong: String?
    public var right: String

    /// Finds a correction in an utterance; nil when there is none.
    public init?(in text: String) {
        let words = text.filter { !$0.isWhitespace && !"，。、！？,.!?".contains($0) }
        if let (wrong, right) = Self.contrast(in: words) {
            self.wrong = wrong
            self.right = right
        } else if let marker = Self.markers.first(where: words.hasPrefix) {
            let right = Self.withoutIs(String(words.dropFirst(marker.count)))
            guard !right.isEmpty else { return nil }
            self.right = right
        } else {
            return nil
        }
    }

    /// Puts the right value in the place of the wrong one; digits may be spoken or written.
    /// - Returns: nil when the wrong value does not stand there.
    public func applied(to value: String) -> String? {
        guard let wrong, !wrong.isEmpty else { return nil }
        if let range = value.firstRange(of: wrong) { return Self.replaced(range, of: value, by: right) }
        let figures = SpokenForm.figures(value)
        guard let range = figures.firstRange(of: SpokenForm.figures(wrong)) else { return nil }
        return Self.replaced(range, of: figures, by: SpokenForm.figures(right))
    }

    private static let markers = ["说错了", "不对不对", "不对", "错了", "应该是", "更正一下", "不是的"]

    private static func replaced(_ range: Range<String.Index>, of text: String, by new: String) -> String {
        text[..<range.lowerBound] + new + text[range.upperBound...]
    }

    private static func contrast(in words: String) -> (String, String)? {
        guard let not = words.firstRange(of: "不是"), let but = words[not.upperBound...].firstRange(of: "是") else { return nil }
        let wrong = String(words[not.upperBound..<but.lowerBound]), right = String(words[but.upperBound...])
        return wrong.isEmpty || right.isEmpty ? nil : (wrong, right)
    }

    private static func withoutIs(_ words: String) -> String {
        ["应该是", "是"].first(where: words.hasPrefix).map { String(words.dropFirst($0.count)) } ?? words
    }
}
