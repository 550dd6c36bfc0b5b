/// What a recogniser heard in the voice, as SenseVoice names it.
public enum VoiceEmotion: String, Hashable, Sendable, CaseIterable {
    case happy = "HAPPY"
    case sad = "SAD"
    case angry = "ANGRY"
    case neutral = "NEUTRAL"
    case fearful = "FEARFUL"
    case disgusted = "DISGUSTED"
    case surprised = "SURPRISED"
}

extension Understood {
    /// An angry voice adds to the anger of the words, which alone may be polite; no voice takes anything away.
    public mutating func hear(_ emotion: VoiceEmotion?) {
        guard emotion == .angry || emotion == .disgusted else { return }
        anger = min(100, anger + Self.angryVoice)
    }

    private static let angryVoice = 20
}
