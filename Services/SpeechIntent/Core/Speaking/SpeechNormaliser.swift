/// Rewrites a text as it is said: Han characters and the pauses ， 、 。 ！ ？ ； ： and nothing else.
///
/// Numbers are read by what they are (NumeralRules), Latin letters are spelled, units and signs named, emoji and
/// characters without a reading left out.
public struct SpeechNormaliser: Sendable {
    public init() {}

    public func spoken(_ text: String) -> String {
        var cursor = TextCursor(halfWidth(text))
        var answer = ""
        while let character = cursor.current {
            let (said, length) = next(character, at: cursor)
            append(said, to: &answer)
            cursor.index += max(length, 1)
        }
        while let last = answer.last, "，、；：".contains(last) { answer.removeLast() }
        return answer
    }

    private func next(_ character: Character, at cursor: TextCursor) -> (String, Int) {
        if character.isASCIIDigit {
            let reading = NumeralRules(cursor).reading()
            return (reading.spoken, reading.length)
        }
        if character.isHan { return (String(character), 1) }
        if character == "x" || character == "X", cursor[-1]?.isASCIIDigit == true, cursor[1]?.isASCIIDigit == true { return ("乘", 1) }
        if let letter = SpokenSymbols.letters[Character(character.lowercased())] { return (letter, 1) }
        return (mark(character, at: cursor), 1)
    }

    /// A sign between digits joins them; elsewhere it is named, is a pause, or is nothing.
    private func mark(_ character: Character, at cursor: TextCursor) -> String {
        let before = cursor[-1], after = cursor[1]
        let digitFollows = after?.isASCIIDigit == true
        if "-~～—–".contains(character), digitFollows {
            if before.map({ $0.isASCIIDigit || "℃度元月日号点%".contains($0) }) == true { return "到" }
            return character == "-" && before != "-" ? minus(at: cursor) : "，"
        }
        if "¥￥".contains(character), digitFollows { return "" }
        if character == "/", before == "元" { return "每" }
        if character == "*", before == "*" || after == "*" { return "、" }
        if character == ".", before?.isASCIIDigit == true, digitFollows { return "点" }
        if let sign = SpokenSymbols.signs[character] { return sign }
        return SpokenSymbols.pauses[character].map { String($0) } ?? ""
    }

    /// A minus: 零下 for a temperature, 负 otherwise.
    private func minus(at cursor: TextCursor) -> String {
        var length = 1
        while let character = cursor[length], character.isASCIIDigit || character == "." { length += 1 }
        let unit = cursor.ahead(length, count: 2)
        return unit.hasPrefix("℃") || unit.hasPrefix("°") || unit.hasPrefix("度") ? "零下" : "负"
    }

    /// Two pauses in a row are one: the stronger.
    private func append(_ said: String, to answer: inout String) {
        guard let mark = said.first, said.count == 1, let strength = Self.strengths[mark] else { return answer += said }
        guard let last = answer.last else { return }
        guard let present = Self.strengths[last] else { return answer += said }
        if strength > present { answer = answer.dropLast() + said }
    }

    private static let strengths: [Character: Int] = ["、": 1, "，": 2, "：": 3, "；": 4, "。": 5, "！": 6, "？": 7]

    private func halfWidth(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    let value = scalar.value
                    let wide = (0xFF10...0xFF19).contains(value) || (0xFF21...0xFF3A).contains(value) || (0xFF41...0xFF5A).contains(value) || value == 0xFF05
                    return wide ? Unicode.Scalar(value - 0xFEE0) ?? scalar : scalar
                }))
    }
}
