import Contracts
import Vocabulary

/// Sound to be turned into words and meaning.
public struct Listening: Equatable, Sendable {
    public var id: Int
    public var party: AudioFrame.Party
    /// 8 kHz.
    public var samples: [Int16]
    public var context: UnderstandingContext
    /// Words of a turn that this one goes on; understood together.
    public var before: String
    /// What the speaker sounds like when calm.
    public var baseline: VoiceBaseline
}

/// What the engines made of a `Listening`.
public struct Recognised: Equatable, Sendable {
    /// With the words before.
    public var text: String
    public var confidence: Double
    public var understood: Understood
    /// Other requests in the same breath, in order.
    public var further: [Upcoming] = []
    public var articles: [RankedArticle]
    public var compute: Duration
    public var voice: VoiceMeasure?

    public init(text: String, confidence: Double, understood: Understood, articles: [RankedArticle] = [], compute: Duration = .zero, voice: VoiceMeasure? = nil) {
        self.text = text
        self.confidence = confidence
        self.understood = understood
        self.articles = articles
        self.compute = compute
        self.voice = voice
    }
}
