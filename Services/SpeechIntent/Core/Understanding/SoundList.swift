/// Words found by their sound: 转人公 is heard for 转人工. For words of three syllables or more; shorter ones have too
/// many homophones and must match as written.
struct SoundList: Sendable {
    private let written: WordList
    private let sounds: [[UInt16]]
    private let table: HomophoneTable

    init(_ words: String, table: HomophoneTable) {
        self.written = WordList(words)
        self.table = table
        self.sounds = words.split(whereSeparator: \.isWhitespace)
            .map { $0.unicodeScalars.map(table.syllable) }
            .filter { $0.count >= 3 && !$0.contains(0) }
    }

    /// Offset of the first word, as written or as it sounds.
    func first(in text: [Unicode.Scalar]) -> Int? {
        let written = self.written.ranges(in: text).first?.lowerBound
        let heard = text.map(self.table.syllable)
        let sounding = heard.indices.first { start in self.sounds.contains { heard[start...].starts(with: $0) } }
        return [written, sounding].compactMap(\.self).min()
    }
}
