/// Readings of characters and words, from the set-up's `pinyin.tsv`: a text, a tab, its syllables between blanks.
public struct PinyinTable: Sendable {
    private let readings: [Substring: [Syllable]]
    private let longest: Int

    /// Lines that are no entry are skipped.
    public init(parsing text: String) {
        var readings: [Substring: [Syllable]] = [:], longest = 1
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let fields = line.split(separator: "\t")
            guard fields.count == 2 else { continue }
            let syllables = fields[1].split(separator: " ").compactMap { Syllable($0) }
            guard !syllables.isEmpty else { continue }
            readings[fields[0]] = syllables
            longest = max(longest, fields[0].count)
        }
        self.readings = readings
        self.longest = min(longest, 8)
    }

    public var count: Int { readings.count }

    public subscript(word: String) -> [Syllable]? { readings[Substring(word)] }

    /// A word of the table, or what stands between words.
    public struct Word: Hashable, Sendable {
        public var text: String
        /// Empty for punctuation and characters without a reading.
        public var syllables: [Syllable]
    }

    /// Cuts a text into words, the longest match first, with the readings of the table and no sandhi.
    public func words(_ text: String) -> [Word] {
        let characters = Array(text)
        var words: [Word] = [], index = 0
        while index < characters.count {
            let length = match(characters, at: index)
            let word = String(characters[index..<index + max(length, 1)])
            words.append(Word(text: word, syllables: length > 0 ? self[word] ?? [] : []))
            index += max(length, 1)
        }
        return words
    }

    private func match(_ characters: [Character], at index: Int) -> Int {
        var length = min(longest, characters.count - index)
        while length > 0 {
            if readings[Substring(characters[index..<index + length])] != nil { return length }
            length -= 1
        }
        return 0
    }
}

extension Substring {
    fileprivate init(_ characters: ArraySlice<Character>) { self = Substring(String(characters)) }
}
