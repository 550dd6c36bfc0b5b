import Vocabulary

/// What the conversation made of an utterance, and why: the explanation kept for 12 months.
public struct DecisionMade: Event {
    public static let type = "speech.decision-made.v1"
    public var call: CallID
    public var revision: Int
    public var intent: String
    public var confidence: Double
    /// 0-1
    public var inScope: Double
    /// The next best, best first: name and confidence.
    public var alternatives: [Candidate]
    public var threshold: Double
    /// `answer`, `ask`, `confirm`, `act`, `repair`, `hand-over`, `verify`, `emergency`, `close`, `compare`
    public var action: String
    /// Article id and version of every passage used.
    public var passages: [String]
    /// 0-1
    public var complexity: Double
    /// Why this and nothing else, in English, without personal data.
    public var reason: String
    /// The revision of the `speech.utterance-recognised` that was heard; nil when something else led to it.
    public var utterance: Int?
    /// The generation of the `speech.assistant-spoke` that came of it; nil when nothing was said.
    public var generation: Int?
    /// How far the scenario is given to the assistant: `person`, `shadow`, `30%`, `all`.
    public var rollout: String?
    /// The language model that worded the answer, and the hash of its prompt.
    public var model: String?
    public var prompt: String?
    /// How much of the assistant's draft a person said instead, 0-1.
    public var agreement: Double?
    public var subject: String { call.value }

    public struct Candidate: Codable, Sendable, Hashable {
        public var intent: String
        public var confidence: Double
        public init(intent: String, confidence: Double) {
            self.intent = intent
            self.confidence = confidence
        }
    }

    public init(
        call: CallID, revision: Int, intent: String, confidence: Double, inScope: Double, alternatives: [Candidate], threshold: Double,
        action: String, passages: [String], complexity: Double, reason: String, utterance: Int? = nil, generation: Int? = nil,
        rollout: String? = nil, model: String? = nil, prompt: String? = nil, agreement: Double? = nil
    ) {
        self.call = call
        self.revision = revision
        self.intent = intent
        self.confidence = confidence
        self.inScope = inScope
        self.alternatives = alternatives
        self.threshold = threshold
        self.action = action
        self.passages = passages
        self.complexity = complexity
        self.reason = reason
        self.utterance = utterance
        self.generation = generation
        self.rollout = rollout
        self.model = model
        self.prompt = prompt
        self.agreement = agreement
    }
}
