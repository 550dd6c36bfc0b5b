import SpeechIntentCore

/// What SenseVoice writes before the words: `<|zh|><|ANGRY|><|Speech|><|woitn|>`, in whatever order and number.
struct SenseVoiceTags: Equatable, Sendable {
    var language: String?
    var emotion: VoiceEmotion?
    /// What sounds, in lower case: speech, bgm, laughter, cry, applause.
    var event: String?

    private static let languages: Set<String> = ["zh", "en", "yue", "ja", "ko", "nospeech"]
    private static let events: Set<String> = ["speech", "bgm", "laughter", "cry", "applause", "cough", "sneeze", "breath", "event_unk"]

    /// Nobody speaks.
    var isSilence: Bool { language == "nospeech" }

    /// Takes the tags off; a tag of no known meaning goes as well, a text without tags stays as it is.
    static func read(_ written: Substring) -> (tags: SenseVoiceTags, text: Substring) {
        var tags = SenseVoiceTags(), rest = written
        while rest.hasPrefix("<|"), let end = rest.firstRange(of: "|>") {
            tags.take(String(rest[..<end.lowerBound].dropFirst(2)))
            rest = rest[end.upperBound...].drop(while: \.isWhitespace)
        }
        return (tags, rest)
    }

    private mutating func take(_ tag: String) {
        let name = tag.lowercased()
        if Self.languages.contains(name) { language = name } else if Self.events.contains(name) { event = name } else if let heard = VoiceEmotion(rawValue: tag.uppercased()) { emotion = heard }
    }
}
