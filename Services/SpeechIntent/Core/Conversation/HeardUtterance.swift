import Vocabulary

/// One turn of a party's speech as the conversation receives it: words, meaning and candidates of knowledge.
public struct HeardUtterance: Equatable, Sendable {
    /// Simplified Chinese; empty when sound was heard but no words.
    public var text: String
    /// The recogniser's, 0-1; 1 for typed text.
    public var confidence: Double
    public var understood: Understood
    /// Other requests in the same breath, in order.
    public var further: [Upcoming] = []
    /// Articles that speak to it, best first.
    public var articles: [RankedArticle]
    /// Of the sound.
    public var duration: Duration
    /// Spent recognising.
    public var recognition: Duration
    /// It was said over the assistant's words and not judged an interruption.
    public var isOverlapping: Bool

    public init(
        text: String, confidence: Double = 1, understood: Understood, articles: [RankedArticle] = [], duration: Duration = .zero,
        recognition: Duration = .zero, isOverlapping: Bool = false
    ) {
        self.text = text
        self.confidence = confidence
        self.understood = understood
        self.articles = articles
        self.duration = duration
        self.recognition = recognition
        self.isOverlapping = isOverlapping
    }
}

/// An article that a search found for an utterance.
public struct RankedArticle: Codable, Hashable, Sendable {
    public var id: String
    /// 0-1
    public var score: Double
    /// The part of a long article that answers; nil: all of it.
    public var passage: String?

    public init(id: String, score: Double, passage: String? = nil) {
        self.id = id
        self.score = score
        self.passage = passage
    }
}
