/// A feature of an utterance as one number: up to three characters, or up to three syllables in a row.
///
/// Three scalars fit in 63 bits; the top bit tells syllables from characters, so no two features collide.
typealias Feature = UInt64

struct FeatureReader: Sendable {
    private static let syllableBit: UInt64 = 1 << 63
    /// Stand for the beginning and the end of an utterance, and for a run of digits.
    private static let begin: UInt64 = 1
    private static let end: UInt64 = 2
    private static let number: UInt64 = 3

    let homophones: HomophoneTable

    /// Each feature once.
    func features(of text: Text) -> Set<Feature> {
        let scalars = Self.essential(text.folded)
        var found: Set<Feature> = []
        found.reserveCapacity(scalars.count * 6)
        let characters = [Self.begin] + scalars.map { $0.map { UInt64($0.value) } ?? Self.number } + [Self.end]
        Self.addGrams(of: characters, bits: 21, mark: 0, to: &found)
        let syllables = scalars.map { $0.map { self.sound(UInt64($0.value)) } ?? Self.number }
        Self.addGrams(of: [Self.begin] + syllables + [Self.end], bits: 21, mark: Self.syllableBit, to: &found)
        return found
    }

    /// Pairs of characters and of syllables, for search: longer and shorter features find too little or too much.
    func pairs(of text: Text) -> Set<Feature> {
        let scalars = Self.essential(text.folded).map { $0.map { UInt64($0.value) } ?? Self.number }
        var found: Set<Feature> = []
        for (left, right) in zip(scalars, scalars.dropFirst()) {
            found.insert(left << 21 | right)
            found.insert(Self.syllableBit | self.sound(left) << 21 | self.sound(right))
        }
        return found
    }

    private func sound(_ value: UInt64) -> UInt64 {
        guard let scalar = Unicode.Scalar(UInt32(value)) else { return value }
        let syllable = self.homophones.syllable(scalar)
        return syllable == 0 ? value + 1024 : UInt64(syllable) + 8
    }

    /// Letters and digits without punctuation; three or more digits in a row become one nil.
    private static func essential(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar?] {
        var kept: [Unicode.Scalar?] = []
        var run = 0
        for scalar in scalars where scalar.properties.isAlphabetic || scalar.isDigit {
            run = SpokenDigit.isDigit(scalar) ? run + 1 : 0
            if run == 3 { kept.removeLast(2) }
            if run == 3 { kept.append(nil) }
            if run < 3 { kept.append(scalar) }
        }
        return kept
    }

    private static func addGrams(of row: [UInt64], bits: UInt64, mark: UInt64, to found: inout Set<Feature>) {
        for start in row.indices {
            var gram: UInt64 = 0
            for offset in start..<min(start + 3, row.count) {
                gram = gram << bits | row[offset]
                found.insert(gram | mark)
            }
        }
    }
}
