/// Anger from words, 0-100: the strongest kind of word sets the level, further ones add to it.
///
/// A formal complaint is no rage and urgency is no anger; sarcasm and quiet threats count.
enum AngerReader {
    private struct Kind: Sendable {
        var words: WordList
        /// The anger of one such word alone.
        var level: Double
    }

    private static let kinds: [Kind] = [
        Kind(words: AngerWords.abuse, level: 88), Kind(words: AngerWords.threats, level: 82), Kind(words: AngerWords.insults, level: 80),
        Kind(words: AngerWords.sarcasm, level: 70), Kind(words: AngerWords.outrage, level: 58), Kind(words: AngerWords.indignation, level: 45),
        Kind(words: AngerWords.discontent, level: 28),
    ]
    /// What each further hit adds, and how many count.
    private static let more = (step: 5.0, limit: 4)
    private static let courtesy = WordList("谢谢 麻烦您 麻烦你 请问 您好 你好 劳驾 不好意思 辛苦 请帮 麻烦帮 请予以 贵公司 贵方 申请 答复")
    private static let calm = WordList("没事 不着急 不急 没关系 理解 没生气 不生气 别生气 不怪你")

    static func anger(in text: [Unicode.Scalar], voice: VoiceTone?) -> Int {
        var anger = self.anger(ofWordsIn: text)
        if self.courtesy.isIn(text), anger < 50 { anger *= 0.5 }
        if self.calm.isIn(text), anger < 70 { anger *= 0.5 }
        anger += self.lift(by: voice)
        return Int(min(max(anger, 0), 100).rounded())
    }

    private static func anger(ofWordsIn text: [Unicode.Scalar]) -> Double {
        var text = text
        for range in AngerWords.innocent.ranges(in: text) { text.replaceSubrange(range, with: repeatElement(" ", count: range.count)) }
        let hits = self.kinds.map { (level: $0.level, count: $0.words.ranges(in: text).count) }.filter { $0.count > 0 }
        guard let strongest = hits.map(\.level).max() else { return text.contains("！") || text.contains("!") ? 10 : 4 }
        let others = hits.reduce(0) { $0 + $1.count } - 1
        return min(100, strongest + self.more.step * Double(min(others, self.more.limit)))
    }

    /// A raised voice adds up to 35; a calm one takes nothing away.
    private static func lift(by voice: VoiceTone?) -> Double {
        guard let voice else { return 0 }
        let raised = max(0, voice.pitch) * 6 + max(0, voice.energy) * 8 + max(0, voice.rate) * 4
        return raised.isFinite ? min(raised, 35) : 0
    }
}
