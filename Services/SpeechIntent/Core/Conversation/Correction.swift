/// "不是三零一，是三零二", "是三零二，不是三零一", "说错了，是三零二", "电话换成幺三八…": what was wrong and what is right.
public struct Correction: Equatable, Sendable {
    /// What is taken back; nil when only the right value was said.
    public var wrong: String?
    public var right: String
    /// The right value was said before the wrong one.
    public var isRightFirst = false

    /// Finds a correction in an utterance; nil when there is none.
    public init?(in text: String) {
        let words = text.filter { !$0.isWhitespace && !"，。、！？,.!?".contains($0) }
        if let (wrong, right, isRightFirst) = Self.contrast(in: words) {
            self.wrong = wrong
            self.right = right
            self.isRightFirst = isRightFirst
        } else if let right = Self.marked(words) ?? Self.changed(words) {
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

    private static func replaced(_ range: Range<String.Index>, of text: String, by new: String) -> String {
        text[..<range.lowerBound] + new + text[range.upperBound...]
    }

    // MARK: How it is said

    /// "不是A是B", "是B不是A". A question ("是不是…") contrasts nothing.
    private static func contrast(in words: String) -> (wrong: String, right: String, isRightFirst: Bool)? {
        guard let not = words.ranges(of: "不是").first(where: { !words[..<$0.lowerBound].hasSuffix("是") }) else { return nil }
        let before = words[..<not.lowerBound], after = words[not.upperBound...]
        if let but = after.firstRange(of: "是") {
            let wrong = bare(after[..<but.lowerBound]), right = bare(after[but.upperBound...])
            return wrong.isEmpty || right.isEmpty ? nil : (wrong, right, false)
        }
        guard let but = before.ranges(of: "是").last(where: { found in !joined.contains { before[..<found.upperBound].hasSuffix($0) } }) else { return nil }
        let wrong = bare(after), right = bare(before[but.upperBound...])
        return wrong.isEmpty || right.isEmpty ? nil : (wrong, right, true)
    }

    /// Words that end in 是 and state nothing.
    private static let joined = ["还是", "但是", "可是", "要是", "于是", "只是", "不是", "老是", "总是"]

    private static let markers = ["说错了", "讲错了", "报错了", "记错了", "弄错了", "搞错了", "不对", "错了", "应该是", "更正一下", "不是的", "口误"]
    /// What is said before them.
    private static let leads = ["不好意思", "对不起", "抱歉", "等一下", "等一等", "等等", "等下", "稍等", "刚才", "刚刚", "那个", "哎呀", "哎", "啊", "哦", "噢", "嗯", "我"]

    private static func marked(_ words: String) -> String? {
        var rest = words[...], isMarked = false
        while let lead = leads.first(where: rest.hasPrefix) { rest.removeFirst(lead.count) }
        while let marker = markers.first(where: rest.hasPrefix) {
            rest.removeFirst(marker.count)
            isMarked = true
        }
        let right = withoutIs(rest)
        return isMarked && !right.isEmpty ? right : nil
    }

    /// "电话换成…", "改到后天": near the beginning, what is changed before it.
    private static func changed(_ words: String) -> String? {
        let found = ["换成", "改成", "改为", "改到", "换到"].compactMap { words.firstRange(of: $0) }.min { $0.lowerBound < $1.lowerBound }
        guard let found, words[..<found.lowerBound].count <= 8 else { return nil }
        let right = bare(words[found.upperBound...])
        return right.isEmpty ? nil : right
    }

    private static func withoutIs(_ words: Substring) -> String {
        bare(["应该是", "是"].first(where: words.hasPrefix).map { words.dropFirst($0.count) } ?? words)
    }

    /// Without what ends a sentence.
    private static func bare(_ words: Substring) -> String {
        var words = words
        while let last = words.last, "啊呀哦呢吧嘛哈".contains(last) { words.removeLast() }
        return String(words)
    }
}
