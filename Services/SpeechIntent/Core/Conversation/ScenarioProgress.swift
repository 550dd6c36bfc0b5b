/// A request on its way: which scenario, and what is known for it.
public struct ScenarioProgress: Codable, Equatable, Sendable {
    public var scenario: String
    public var intent: String
    /// Of the intent, 0-1.
    public var confidence: Double
    /// Articles found for the utterance that began it, best first.
    public var articles: [RankedArticle]
    public var slots: [String: SlotValue] = [:]
    /// How often each slot was asked.
    public var asked: [String: Int] = [:]
    public var declined = 0
    /// The summary that was read out last; said again, it is introduced as such.
    public var summary = ""
    /// The caller has said yes to the action.
    public var isConfirmed = false
    /// How often more about the matter was noted while the yes was awaited.
    public var notes = 0

    public init(scenario: String, intent: String, confidence: Double, articles: [RankedArticle] = []) {
        self.scenario = scenario
        self.intent = intent
        self.confidence = confidence
        self.articles = articles
    }

    /// What an older build did not know begins as in a new request.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            scenario: try fields.decode(String.self, forKey: .scenario), intent: try fields.decode(String.self, forKey: .intent),
            confidence: try fields.decode(Double.self, forKey: .confidence))
        try fields.read(&articles, .articles)
        try fields.read(&slots, .slots)
        try fields.read(&asked, .asked)
        try fields.read(&declined, .declined)
        try fields.read(&summary, .summary)
        try fields.read(&isConfirmed, .isConfirmed)
        try fields.read(&notes, .notes)
    }
}

/// A filled slot.
public struct SlotValue: Codable, Equatable, Sendable {
    public enum Origin: String, Codable, Sendable { case voice, keypad, callingNumber, record }
    /// Normalised.
    public var value: String
    /// As it is said and shown.
    public var spoken: String
    /// 0-1
    public var confidence: Double
    public var origin: Origin
    /// The caller said yes to it, or it needs no yes.
    public var isConfirmed: Bool

    public init(value: String, spoken: String, confidence: Double = 1, origin: Origin, isConfirmed: Bool = false) {
        self.value = value
        self.spoken = spoken
        self.confidence = confidence
        self.origin = origin
        self.isConfirmed = isConfirmed
    }
}
