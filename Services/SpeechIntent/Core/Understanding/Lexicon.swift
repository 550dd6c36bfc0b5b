/// Words with a meaning each, found at an offset; the longest wins.
struct Lexicon<Meaning: Sendable>: Sendable {
    private struct Entry: Sendable {
        var word: [Unicode.Scalar]
        var meaning: Meaning
    }

    private var byFirst: [Unicode.Scalar: [Entry]] = [:]

    init(_ words: [(String, Meaning)]) {
        for (word, meaning) in words {
            let scalars = Array(word.unicodeScalars)
            guard let first = scalars.first else { continue }
            self.byFirst[first, default: []].append(Entry(word: scalars, meaning: meaning))
        }
        for key in self.byFirst.keys { self.byFirst[key]?.sort { $0.word.count > $1.word.count } }
    }

    /// The longest word that starts at this offset.
    func match(_ text: [Unicode.Scalar], at offset: Int) -> (length: Int, meaning: Meaning)? {
        guard offset < text.count, let entries = self.byFirst[text[offset]] else { return nil }
        for entry in entries where text[offset...].starts(with: entry.word) { return (entry.word.count, entry.meaning) }
        return nil
    }

    /// All words, left to right, without overlap.
    func matches(in text: [Unicode.Scalar]) -> [(range: Range<Int>, meaning: Meaning)] {
        var found: [(range: Range<Int>, meaning: Meaning)] = []
        var offset = 0
        while offset < text.count {
            if let match = self.match(text, at: offset) {
                found.append((offset..<offset + match.length, match.meaning))
                offset += match.length
            } else {
                offset += 1
            }
        }
        return found
    }
}

/// Words without a meaning of their own beyond being in the list.
struct WordList: Sendable {
    private let lexicon: Lexicon<Void>

    init(_ words: String) { self.lexicon = Lexicon(words.split(whereSeparator: \.isWhitespace).map { (String($0), ()) }) }

    func length(_ text: [Unicode.Scalar], at offset: Int) -> Int? { self.lexicon.match(text, at: offset)?.length }

    func isIn(_ text: [Unicode.Scalar]) -> Bool { text.indices.contains { self.length(text, at: $0) != nil } }

    func ranges(in text: [Unicode.Scalar]) -> [Range<Int>] { self.lexicon.matches(in: text).map(\.range) }

    /// Whether a word of the list ends right before this offset, with up to `gap` scalars between.
    func ends(_ text: [Unicode.Scalar], before offset: Int, gap: Int = 0) -> Bool {
        (max(0, offset - gap - 8)..<max(0, offset)).contains { start in
            guard let length = self.length(text, at: start) else { return false }
            return start + length <= offset && start + length + gap >= offset
        }
    }
}
