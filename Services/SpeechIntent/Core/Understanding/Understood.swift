/// What one utterance meant, as far as words tell.
public struct Understood: Codable, Equatable, Sendable {
    public var industry: String
    /// A name of the catalogue, or `Understood.outOfScope`.
    public var intent: String
    /// Probability that `intent` is right, 0-1.
    public var confidence: Double
    /// The next best, best first.
    public var alternatives: [Alternative]
    /// How much this is a matter for this industry at all, 0-1.
    public var inScope: Double
    public var entities: [Entity]
    /// 0 calm ... 100 furious.
    public var anger: Int
    /// 0 routine ... 1 a case for a specialist.
    public var complexity: Double
    public var emergency: EmergencyKind?
    public var reply: Reply
    /// The caller asks for a person.
    public var wantsPerson: Bool
    /// What was odd about the text.
    public var oddities: Set<Oddity>

    public static let outOfScope = "out_of_scope"

    public struct Alternative: Codable, Equatable, Sendable {
        public var intent: String
        public var confidence: Double

        public init(intent: String, confidence: Double) {
            self.intent = intent
            self.confidence = confidence
        }
    }

    /// How the utterance answers a question of the assistant, if it does.
    public enum Reply: String, Codable, Sendable {
        case none
        case affirm
        case deny
        /// "嗯", "对对" while the assistant speaks: keep talking.
        case backchannel
    }

    public enum Oddity: String, Codable, Sendable {
        case empty, tooLong, noChinese, traditional, emoji, abuse
    }

    public init(
        industry: String, intent: String = Understood.outOfScope, confidence: Double = 0,
        alternatives: [Alternative] = [], inScope: Double = 0, entities: [Entity] = [], anger: Int = 0,
        complexity: Double = 0, emergency: EmergencyKind? = nil, reply: Reply = .none, wantsPerson: Bool = false,
        oddities: Set<Oddity> = []
    ) {
        self.industry = industry
        self.intent = intent
        self.confidence = confidence
        self.alternatives = alternatives
        self.inScope = inScope
        self.entities = entities
        self.anger = anger
        self.complexity = complexity
        self.emergency = emergency
        self.reply = reply
        self.wantsPerson = wantsPerson
        self.oddities = oddities
    }
}
