/// A place in a text, with a look around it. Reading past either end gives nothing.
struct TextCursor {
    let characters: [Character]
    var index = 0

    init(_ text: String) { characters = Array(text) }

    var current: Character? { self[0] }
    var isAtEnd: Bool { index >= characters.count }

    subscript(offset: Int) -> Character? {
        let position = index + offset
        return characters.indices.contains(position) ? characters[position] : nil
    }

    /// The digits that begin `offset` characters from here.
    func digits(at offset: Int = 0) -> String {
        var text = ""
        while let character = self[offset + text.count], character.isASCIIDigit { text.append(character) }
        return text
    }

    /// Up to `count` characters from `offset` on.
    func ahead(_ offset: Int, count: Int) -> String {
        let start = min(index + offset, characters.count)
        return String(characters[start..<min(start + count, characters.count)])
    }

    /// Up to `count` characters before here.
    func behind(_ count: Int) -> String { String(characters[max(0, index - count)..<index]) }
}

extension Character {
    var isASCIIDigit: Bool { isASCII && isWholeNumber }
    var isASCIILetter: Bool { isASCII && isLetter }
    /// A Han character of the basic block, which every reading table covers.
    var isHan: Bool { unicodeScalars.count == 1 && unicodeScalars.allSatisfy { (0x4E00...0x9FFF).contains($0.value) } }
}
