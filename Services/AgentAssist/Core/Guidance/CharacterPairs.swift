/// A text as the pairs of neighbouring characters in it: what Chinese is compared by without knowing its words. Latin
/// words and numbers count as they are; punctuation separates.
struct CharacterPairs: Sendable, Hashable {
    /// Two scalars in one number.
    typealias Pair = UInt64

    private(set) var pairs: Set<Pair> = []

    init(_ text: String) {
        var last: UInt64?
        for scalar in text.unicodeScalars {
            guard scalar.properties.isAlphabetic || scalar.properties.numericType != nil else { last = nil; continue }
            let value = UInt64(scalar.properties.lowercaseMapping.unicodeScalars.first?.value ?? scalar.value)
            if let last { pairs.insert(last << 32 | value) }
            last = value
        }
    }

    /// How much of this is also in the other, 0-1.
    func share(in other: CharacterPairs) -> Double {
        pairs.isEmpty ? 0 : Double(pairs.intersection(other.pairs).count) / Double(pairs.count)
    }
}
