import Contracts
import SpeechIntentCore
import Vocabulary

/// The engines of this instance, best first, and how long each may take.
public struct SpeechEngines: Sendable {
    public var recognisers: [any Recognizer]
    public var voices: [any Synthesizer]
    /// Words answers from passages; nil: the passages themselves are spoken.
    public var model: (any LanguageModel)?
    /// Answers that it may word in one call.
    public var compositions = 8
    /// A detector for one party of one call.
    public var voiceActivity: @Sendable () throws -> any VoiceActivity
    public var deadlines: Deadlines

    public struct Deadlines: Hashable, Sendable {
        /// One recognition by one engine; half of the utterance's length is added.
        public var recognition = Duration.seconds(3)
        /// The first piece of speech, and each next one.
        public var speech = Duration.seconds(2)
        /// A whole answer of the language model.
        public var composition = Duration.seconds(8)
        /// Its first sentence, and each next one.
        public var sentence = Duration.milliseconds(2500)
        /// An engine that failed is passed over for so long while another is there.
        public var rest = Duration.seconds(20)
        public init() {}
    }

    public init(
        recognisers: [any Recognizer], voices: [any Synthesizer], model: (any LanguageModel)? = nil, voiceActivity: @escaping @Sendable () throws -> any VoiceActivity,
        deadlines: Deadlines = Deadlines()
    ) {
        self.recognisers = recognisers
        self.voices = voices
        self.model = model
        self.voiceActivity = voiceActivity
        self.deadlines = deadlines
    }
}
