/// Readings of characters and words, from the set-up's `pinyin.tsv`: a text, a tab, its syllables between blanks.
///
/// The table stays the bytes of the file with the places of its lines, since 70,000 entries as Swift values would
/// take two hundred megabytes and most of a second.
public struct PinyinTable: Sendable {
    private let bytes: [UInt8]
    /// Where each entry begins and where its tab is, in the order of the texts' bytes.
    private let entries: [Entry]

    private struct Entry {
        var start, tab, end: Int32
    }

    /// Characters of the longest word that is looked for.
    private static let longest = 8

    /// Lines that are no entry are skipped; beyond 2 GB nothing is read.
    public init(parsing text: [UInt8]) {
        bytes = text.count < Int(Int32.max) ? text : []
        var found: [Entry] = [], start = 0, sorted = true
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true) {
            start = line.startIndex
            guard line.first != UInt8(ascii: "#"), let tab = line.firstIndex(of: UInt8(ascii: "\t")), tab > start, tab + 1 < line.endIndex else { continue }
            let entry = Entry(start: Int32(start), tab: Int32(tab), end: Int32(line.endIndex))
            if let last = found.last, !Self.precedes(last, entry, in: bytes) { sorted = false }
            found.append(entry)
        }
        let bytes = bytes
        entries = sorted ? found : found.sorted { Self.precedes($0, $1, in: bytes) }
    }

    public init(parsing text: String) { self.init(parsing: Array(text.utf8)) }

    public var count: Int { entries.count }

    /// The reading of one word; nil when the table has none.
    public subscript(word: some StringProtocol) -> [Syllable]? {
        let key = Array(word.utf8)
        var low = 0, high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if text(entries[middle]).lexicographicallyPrecedes(key) { low = middle + 1 } else { high = middle }
        }
        guard low < entries.count, text(entries[low]).elementsEqual(key) else { return nil }
        let reading = String(decoding: bytes[Int(entries[low].tab) + 1..<Int(entries[low].end)], as: UTF8.self)
        let syllables = reading.split(separator: " ").compactMap { Syllable($0) }
        return syllables.isEmpty ? nil : syllables
    }

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
            let word = longestWord(characters[index...])
            words.append(word)
            index += word.text.count
        }
        return words
    }

    private func longestWord(_ characters: ArraySlice<Character>) -> Word {
        for length in stride(from: min(Self.longest, characters.count), to: 0, by: -1) {
            let text = String(characters.prefix(length))
            if let syllables = self[text] { return Word(text: text, syllables: syllables) }
        }
        return Word(text: String(characters.prefix(1)), syllables: [])
    }

    private func text(_ entry: Entry) -> ArraySlice<UInt8> { bytes[Int(entry.start)..<Int(entry.tab)] }

    private static func precedes(_ left: Entry, _ right: Entry, in bytes: [UInt8]) -> Bool {
        bytes[Int(left.start)..<Int(left.tab)].lexicographicallyPrecedes(bytes[Int(right.start)..<Int(right.tab)])
    }
}
