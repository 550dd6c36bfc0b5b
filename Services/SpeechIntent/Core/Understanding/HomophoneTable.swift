/// Toneless syllables by character. Recognition errors in Mandarin are homophones, so what sounds alike reads alike.
///
/// Syllables that speakers and recognisers confuse (zh/z, ch/c, sh/s, final ng/n) share a number.
struct HomophoneTable: Sendable {
    /// Numbers start at 1; 0 means that the character has no reading.
    private var syllables: [Unicode.Scalar: UInt16] = [:]

    init(_ text: String) throws(TableError) {
        var numbers: [String: UInt16] = [:]
        var table: [Unicode.Scalar: UInt16] = [:]
        try readTable("pinyin.tsv", text) { syllable, characters in
            let sound = Self.merged(String(syllable))
            let number = numbers[sound] ?? UInt16(numbers.count + 1)
            numbers[sound] = number
            for scalar in characters.unicodeScalars { table[scalar] = number }
        }
        self.syllables = table
    }

    func syllable(_ scalar: Unicode.Scalar) -> UInt16 { self.syllables[scalar] ?? 0 }

    /// `zhang` and `zan` become `zan`.
    static func merged(_ syllable: String) -> String {
        var sound = Array(syllable)
        if sound.count > 1, sound[1] == "h", "zcs".contains(sound[0]) { sound.remove(at: 1) }
        if sound.count > 2, sound.last == "g", let vowel = sound.dropLast(2).last, "aei".contains(vowel) { sound.removeLast() }
        return String(sound)
    }
}
