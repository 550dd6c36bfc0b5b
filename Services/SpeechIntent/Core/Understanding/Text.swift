/// An utterance as two rows of Unicode scalars of the same length: as it came, and folded.
public struct Text: Sendable {
    /// Longer utterances are cut here; nobody says so much in one turn.
    static let limit = 2000

    let original: [Unicode.Scalar]
    let folded: [Unicode.Scalar]
    let oddities: Set<Understood.Oddity>

    init(_ string: String, folding: CharacterFolding) {
        let original = Array(string.unicodeScalars.prefix(Self.limit))
        self.original = original
        self.folded = original.map(folding.fold)
        self.oddities = Self.oddities(in: original, of: string, folding: folding)
    }

    var count: Int { self.folded.count }

    /// The words between two offsets as they were said.
    func words(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: self.original[range])
        return String(view)
    }

    private static func oddities(
        in scalars: [Unicode.Scalar], of string: String, folding: CharacterFolding
    ) -> Set<Understood.Oddity> {
        var found: Set<Understood.Oddity> = []
        if !scalars.contains(where: { $0.properties.isAlphabetic || $0.isDigit }) { found.insert(.empty) }
        if !scalars.contains(where: \.isHan) { found.insert(.noChinese) }
        if scalars.contains(where: { $0.properties.isEmojiPresentation }) { found.insert(.emoji) }
        if scalars.contains(where: folding.isTraditional) { found.insert(.traditional) }
        if string.unicodeScalars.count > Self.limit { found.insert(.tooLong) }
        return found
    }
}

extension Unicode.Scalar {
    var isHan: Bool { (0x4E00...0x9FFF).contains(self.value) || (0x3400...0x4DBF).contains(self.value) }
    var isDigit: Bool { (0x30...0x39).contains(self.value) }
    var isLatin: Bool { (0x61...0x7A).contains(self.value) || (0x41...0x5A).contains(self.value) }
}
