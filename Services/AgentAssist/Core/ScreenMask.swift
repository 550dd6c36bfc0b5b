import Vocabulary

/// What a screen may show of numbers that identify a person.
public enum ScreenMask {
    /// `13800001234` → `138****1234`; an identity card's 18 characters hide the middle eight (GB 11643: the date of birth);
    /// shorter numbers keep their last four, and less than six characters nothing.
    public static func number(_ number: String) -> String {
        let characters = Array(number)
        switch characters.count {
        case ..<6: return String(repeating: "*", count: characters.count)
        case 6...10: return hide(characters, from: 0, to: characters.count - 4)
        case 18: return hide(characters, from: 6, to: 14)
        default: return hide(characters, from: 3, to: characters.count - 4)
        }
    }

    /// An address without its last number, which is mostly the flat's: `和平路 18 号 3 单元 502` → `和平路 18 号 3 单元 ***`.
    public static func address(_ address: String) -> String {
        let characters = Array(address)
        guard let last = characters.lastIndex(where: { $0.isASCII && $0.isNumber }) else { return address }
        let first = characters[...last].lastIndex { !($0.isASCII && $0.isNumber) }.map { $0 + 1 } ?? 0
        return hide(characters, from: first, to: last + 1)
    }

    /// Running text with every run of 11 or more digits masked: phone numbers, identity cards, bank cards.
    public static func text(_ text: String) -> String {
        var shown = "", run = ""
        for character in text {
            if character.isASCII, character.isNumber { run.append(character); continue }
            if run.count == 17, character == "X" || character == "x" { run.append(character); continue }
            shown += run.count >= 11 ? number(run) : run
            run = ""
            shown.append(character)
        }
        return shown + (run.count >= 11 ? number(run) : run)
    }

    private static func hide(_ characters: [Character], from start: Int, to end: Int) -> String {
        String(characters.enumerated().map { index, character in (start..<end).contains(index) ? "*" : character })
    }
}
