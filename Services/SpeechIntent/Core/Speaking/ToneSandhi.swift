/// Changes tones as connected speech does: 不 and 一 before other tones, and a third tone before a third.
public enum ToneSandhi {
    /// - Returns: the words with changed syllables. A word without syllables (a pause) separates.
    public static func applied(to words: [PinyinTable.Word]) -> [PinyinTable.Word] {
        var words = words
        for index in words.indices {
            let next = following(index, in: words)
            changeNegation(&words[index], before: next)
            changeOne(&words[index], before: next, context: (index > 0 ? words[index - 1].text.last : nil, words.indices.contains(index + 1) ? words[index + 1].text.first : nil))
        }
        changeThirdTones(&words)
        return words
    }

    private static func following(_ index: Int, in words: [PinyinTable.Word]) -> Syllable? {
        words.indices.contains(index + 1) ? words[index + 1].syllables.first : nil
    }

    /// 不 before a fourth tone is said bú.
    private static func changeNegation(_ word: inout PinyinTable.Word, before next: Syllable?) {
        for index in word.syllables.indices where word.syllables[index] == Syllable(base: "bu", tone: 4) {
            let after = index + 1 < word.syllables.count ? word.syllables[index + 1] : next
            if after?.tone == 4 { word.syllables[index].tone = 2 }
        }
    }

    /// 一 by itself is yí before a fourth tone and yì before the others, but stays yī in a number, an ordinal or a date.
    private static func changeOne(_ word: inout PinyinTable.Word, before next: Syllable?, context: (before: Character?, after: Character?)) {
        guard word.text == "一", let next, let after = context.after else { return }
        let counted = context.before.map { "第零一二三四五六七八九十百千点幺初".contains($0) } ?? false
        if counted || "零一二三四五六七八九幺十点月号日、楼".contains(after) { return }
        word.syllables = [Syllable(base: "yi", tone: next.tone == 4 || next.base == "ge" ? 2 : 4)]
    }

    /// Within a word, and between words of which one has a single syllable, a third tone before a third becomes a second.
    private static func changeThirdTones(_ words: inout [PinyinTable.Word]) {
        for index in words.indices.reversed() {
            for syllable in words[index].syllables.indices.dropLast() where isThird(words[index], syllable) && isThird(words[index], syllable + 1) {
                words[index].syllables[syllable].tone = 2
            }
        }
        for index in words.indices.dropLast() where words[index].syllables.count == 1 || words[index + 1].syllables.count == 1 {
            if words[index].syllables.last?.tone == 3, words[index + 1].syllables.first?.tone == 3 {
                words[index].syllables[words[index].syllables.count - 1].tone = 2
            }
        }
    }

    private static func isThird(_ word: PinyinTable.Word, _ index: Int) -> Bool { word.syllables[index].tone == 3 }
}
