/// Cuts a text where a speaker would pause, so that the first piece can sound while the next is made.
public enum SpeechPieces {
    /// Characters that a first piece needs at least, and that any other piece has at most.
    static let shortest = 2, longest = 60
    /// A sentence longer than this is cut at its commas.
    static let comfortable = 24

    /// - Returns: pieces that joined are `text` again; none for an empty text. The first ends at the first pause of any
    ///   kind, the others at the ends of sentences, long sentences at commas, and at 60 characters at the latest.
    public static func cut(_ text: String) -> [String] {
        let characters = Array(text)
        var pieces: [String] = [], start = 0, lastPause: Int?
        for index in characters.indices {
            let pause = Pause(characters, at: index)
            let length = index + 1 - start
            if pause == .sentence || (pause == .clause && pieces.isEmpty && length > shortest) {
                close(at: index + 1)
            } else if length >= comfortable, let cut = pause == .clause ? index + 1 : lastPause, cut - start >= comfortable / 3 {
                close(at: cut)
            } else if length >= longest {
                close(at: index + 1)
            } else if pause == .clause {
                lastPause = index + 1
            }
        }
        if start < characters.count { close(at: characters.count) }
        return pieces

        func close(at end: Int) {
            pieces.append(String(characters[start..<end]))
            (start, lastPause) = (end, nil)
        }
    }

    private enum Pause {
        case clause, sentence

        /// A mark between two letters or digits belongs to a number or a word; in a run of marks only the last one counts.
        init?(_ characters: [Character], at index: Int) {
            let next = index + 1 < characters.count ? characters[index + 1] : nil
            if let next, "。！？；!?;…，,、：:）)”」』\"".contains(next) { return nil }
            switch characters[index] {
            case "。", "！", "？", "；", "!", "?", ";", "…", "\n": self = .sentence
            case "，", "、", "：": self = .clause
            case ".", ",", ":":
                if let next, next.isASCIIDigit || next.isASCIILetter { return nil }
                self = characters[index] == "." ? .sentence : .clause
            default: return nil
            }
        }
    }
}
