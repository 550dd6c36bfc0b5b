/// One Mandarin syllable as pinyin with a tone digit: `zhong1`, `lv4`, `men5` (5 = neutral), `dianr3` (ends in 儿).
public struct Syllable: Hashable, Sendable, CustomStringConvertible {
    public var base: String
    /// 1-5
    public var tone: Int

    public init(base: String, tone: Int) {
        self.base = base
        self.tone = tone
    }

    /// Reads `zhong1`; nil without letters or without a tone of 1-5.
    public init?(_ text: some StringProtocol) {
        guard let last = text.last, let tone = last.wholeNumberValue, (1...5).contains(tone), text.count > 1 else { return nil }
        self.init(base: String(text.dropLast()), tone: tone)
    }

    public var description: String { base + String(tone) }
}
