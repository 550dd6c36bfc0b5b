/// A row of single digits or letters as people dictate them: 幺三八 零零幺三, SF 1397 7, 三个八, 021-6688.
struct DigitRun: Equatable, Sendable {
    /// Offsets of the first character and after the last.
    var range: Range<Int>
    /// Digits and upper-case letters only.
    var value: String
    var hasLetters: Bool

    var digits: Int { self.value.unicodeScalars.count { $0.isDigit } }

    /// The run that starts at this offset; nil when there is none.
    ///
    /// - Parameter letters: also take Latin letters, as in a parcel number.
    static func read(_ text: [Unicode.Scalar], at start: Int, letters: Bool) -> DigitRun? {
        var run = DigitRun(range: start..<start, value: "", hasLetters: false)
        var offset = start
        while offset < text.count {
            if let repeated = repetition(text, at: offset) {
                run.value += String(repeating: String(repeated.digit), count: repeated.count)
                offset += 3
            } else if let digit = digit(text, at: offset, inside: !run.value.isEmpty) {
                run.value += String(digit)
                offset += 1
            } else if letters, text[offset].isLatin {
                run.value += String(text[offset]).uppercased()
                run.hasLetters = true
                offset += 1
            } else if !run.value.isEmpty, let gap = gap(text, at: offset, letters: letters) ?? run.pause(text, at: offset) {
                offset += gap
                continue
            } else {
                break
            }
            run.range = start..<offset
        }
        return run.value.isEmpty ? nil : run
    }

    /// 三个八: the digit eight, three times.
    private static func repetition(_ text: [Unicode.Scalar], at offset: Int) -> (count: Int, digit: Int)? {
        guard offset + 2 < text.count, text[offset + 1] == "个",
            let count = SpokenDigit.value(text[offset]), (2...8).contains(count),
            let digit = SpokenDigit.value(text[offset + 2])
        else { return nil }
        // 三个八十: a quantity. 两个一百: likewise.
        if offset + 3 < text.count, SpokenDigit.isUnit(text[offset + 3]) { return nil }
        return (count, digit)
    }

    private static func digit(_ text: [Unicode.Scalar], at offset: Int, inside: Bool) -> Int? {
        let scalar = text[offset]
        guard SpokenDigit.isDigit(scalar) || inside else { return nil }
        return SpokenDigit.value(scalar)
    }

    /// A comma where people pause in a mobile number: 幺三八，零零幺三，八零零零. Elsewhere a comma parts two numbers.
    private func pause(_ text: [Unicode.Scalar], at offset: Int) -> Int? {
        guard text[offset] == "，" || text[offset] == ",", offset + 1 < text.count, SpokenDigit.isDigit(text[offset + 1]),
            self.value.count == 3 || self.value.count == 7, self.value.first == "1",
            let second = self.value.dropFirst().first, "3456789".contains(second)
        else { return nil }
        return 1
    }

    /// Something short between digits that means nothing: a blank, a hyphen, 杠.
    private static func gap(_ text: [Unicode.Scalar], at offset: Int, letters: Bool) -> Int? {
        guard offset + 1 < text.count, " -—－杠、".unicodeScalars.contains(text[offset]) else { return nil }
        let next = text[offset + 1]
        return SpokenDigit.isDigit(next) || (letters && next.isLatin) ? 1 : nil
    }
}
