import Foundation
import SpeechIntentCore

/// Turns spoken text into what the voice's lexicon knows: one private character a syllable, with the reading chosen
/// here by words and tone sandhi, and the pauses as they are.
struct VoiceFrontEnd: Sendable {
    private let pinyin: PinyinTable
    private let characters: [Syllable: Character]

    /// - Parameters:
    ///   - pinyin: `pinyin.tsv`
    ///   - syllables: `syllables.tsv`, a syllable and its character on each line
    init(pinyin: PinyinTable, syllables: String) {
        self.pinyin = pinyin
        var characters: [Syllable: Character] = [:]
        for line in syllables.split(separator: "\n") {
            let fields = line.split(separator: "\t")
            guard fields.count == 2, let syllable = Syllable(fields[0]), let character = fields[1].first else { continue }
            characters[syllable] = character
        }
        self.characters = characters
    }

    func encoded(_ spoken: String) -> String {
        ToneSandhi.applied(to: pinyin.words(spoken)).map { word in
            word.syllables.isEmpty ? word.text.filter(Self.pauses.contains) : String(word.syllables.compactMap { characters[$0] })
        }.joined()
    }

    static let pauses: Set<Character> = Set("，、。！？；：")
}
