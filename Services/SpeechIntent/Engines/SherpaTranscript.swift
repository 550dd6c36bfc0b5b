import Foundation
import SpeechIntentCore

/// What a recogniser wrote, made into what was said: a pure rule, so that every decision can be tested without a model.
struct SherpaTranscript: Hashable, Sendable {
    var text: String
    /// 0-1
    var confidence: Double
    var emotion: VoiceEmotion?

    static let silence = SherpaTranscript(text: "", confidence: 0)

    /// What a text is worth whose end the decoder never reached.
    private static let unfinished = 0.3
    /// Nobody speaks more syllables in a second; a network that heard noise does write more.
    private static let fastest = 12.0
    /// Sentences of video subtitles that Whisper learned to write where nobody speaks.
    private static let subtitles = ["字幕", "谢谢观看", "谢谢大家观看", "请不吝点赞", "订阅转发", "明镜与点点", "Amara"]

    /// - Parameters:
    ///   - written: simplified text as the engine gave it, perhaps with `<|0.87|>` at its end.
    ///   - finished: whether the engine tells its confidence at the end of every answer that it completes.
    ///   - speech: seconds of speech in the sound.
    static func of(_ written: String, finished: Bool = true, speech: Double) -> SherpaTranscript {
        let (marked, told) = confidence(of: written)
        let (tags, body) = SenseVoiceTags.read(marked)
        let text = spoken(body)
        guard !text.isEmpty, speech > 0, !tags.isSilence else { return .silence }
        if Double(text.count) > fastest * speech + 2 || isLoop(text, finished: told != nil || !finished) { return .silence }
        let confidence = told ?? (finished ? unfinished : 0.7)
        if confidence < 0.7, subtitles.contains(where: text.contains) { return .silence }
        return SherpaTranscript(text: text, confidence: confidence, emotion: tags.emotion)
    }

    /// Splits `text<|0.87|>`.
    static func confidence(of written: String) -> (text: Substring, told: Double?) {
        guard written.hasSuffix("|>"), let mark = written.range(of: "<|", options: .backwards), mark.lowerBound > written.startIndex else { return (written[...], nil) }
        return (written[..<mark.lowerBound], Double(written[mark.upperBound...].dropLast(2)).map { min(1, max(0, $0)) })
    }

    /// Without punctuation and without spaces, except between Latin words and inside numbers (3.5).
    static func spoken(_ text: Substring) -> String {
        let characters = Array(text)
        var kept = ""
        for (at, character) in characters.enumerated() {
            let before = kept.last, after = characters.indices.contains(at + 1) ? characters[at + 1] : nil
            if character.isLetter || character.isNumber {
                kept.append(character)
            } else if character == ".", isDigit(before), isDigit(after) {
                kept.append(character)
            } else if character.isWhitespace, isLatin(before), isLatin(after) {
                kept.append(" ")
            }
        }
        return kept
    }

    /// Whether a text says the same few things again and again, as a decoder does that is caught in a loop: the rule that
    /// Whisper states with a compression ratio. One that never reached its end is judged more strictly. Digits may repeat.
    static func isLoop(_ text: String, finished: Bool = true) -> Bool {
        let characters = text.filter { !$0.isNumber }.map { $0 }
        guard characters.count >= (finished ? 16 : 6) else { return false }
        let pairs = zip(characters, characters.dropFirst()).map { String([$0, $1]) }
        return Double(Set(pairs).count) < (finished ? 0.4 : 0.6) * Double(pairs.count)
    }

    private static func isDigit(_ character: Character?) -> Bool { character?.isASCII == true && character?.isNumber == true }
    private static func isLatin(_ character: Character?) -> Bool { character?.isASCII == true && (character?.isLetter == true || character?.isNumber == true) }
}
