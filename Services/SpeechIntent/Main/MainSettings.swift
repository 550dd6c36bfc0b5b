import Runtime
import SpeechIntentPackFiles
import SpeechIntentShell
import Vocabulary

/// All of `speech-intent.*`.
struct MainSettings: Sendable {
    var conversations: SpeechSettings
    var engines: EngineSettings

    init(_ reader: inout SettingsReader) {
        conversations = SpeechSettings(&reader)
        engines = EngineSettings(&reader)
    }
}

/// Which engines, from where, and how much they may take.
struct EngineSettings: Sendable {
    /// Nil: where the set-up puts them.
    var models: String?
    var packs: String?
    /// The packs to load; empty: all there are.
    var industries: [String]
    /// How often the packs' files are looked at.
    var packInterval: Duration
    /// Where articles of other sources are kept, one folder for each industry; nil: there are none.
    var knowledge: String?
    /// `INDUSTRY=auto:http://…`, `INDUSTRY=review:feed:http://…`, `INDUSTRY=auto:folder:/…`
    var knowledgeSources: [String]
    var knowledgeInterval: Duration
    /// Best first: `whisper`, `sense-voice:FOLDER`, `paraformer:FOLDER`, `zipformer:FOLDER`, `funasr:ws://HOST:PORT`,
    /// `openai:http://HOST/v1#MODEL`.
    var recognisers: [String]
    /// Best first: `sherpa`, `sherpa:FOLDER`, `matcha:FOLDER`, `kokoro:FOLDER`, `openai:http://HOST/v1#MODEL/VOICE`, `espeak`.
    var voices: [String]
    /// `http://HOST/v1#MODEL`; nil: answers are the articles themselves.
    var languageModel: String?
    /// Answers that it may word in one call.
    var compositions: Int
    /// The file whose first line is the key of the OpenAI-compatible endpoints; nil: they want none.
    var keyFile: String?
    /// Recognitions at once.
    var parallel: Int
    var usesMeanings: Bool
    var deadlines: SpeechEngines.Deadlines

    init(_ reader: inout SettingsReader) {
        models = reader.string("speech-intent.models")
        packs = reader.string("speech-intent.packs")
        industries = reader.list("speech-intent.industries", default: [])
        packInterval = reader.duration("speech-intent.packs-interval", default: KnowledgeRound.packInterval, in: .seconds(1) ... .seconds(3600))
        knowledge = reader.string("speech-intent.knowledge")
        knowledgeSources = reader.list("speech-intent.knowledge-sources", default: [])
        knowledgeInterval = reader.duration("speech-intent.knowledge-interval", default: KnowledgeRound.interval, in: .seconds(1) ... .seconds(3600))
        recognisers = reader.list("speech-intent.recognisers", default: ["whisper"])
        voices = reader.list("speech-intent.voices", default: ["sherpa", "espeak"])
        languageModel = reader.string("speech-intent.language-model")
        compositions = reader.int("speech-intent.language-model-answers", default: 8, in: 0...100)
        keyFile = reader.string("speech-intent.endpoint-key-file")
        parallel = reader.int("speech-intent.recognitions-at-once", default: 2, in: 1...64)
        usesMeanings = reader.bool("speech-intent.sentence-embeddings", default: true)
        deadlines = SpeechEngines.Deadlines()
        deadlines.recognition = reader.duration("speech-intent.deadlines.recognition", default: deadlines.recognition, in: .milliseconds(200) ... .seconds(30))
        deadlines.composition = reader.duration("speech-intent.deadlines.answer", default: deadlines.composition, in: .milliseconds(500) ... .seconds(60))
        deadlines.sentence = reader.duration("speech-intent.deadlines.sentence", default: deadlines.sentence, in: .milliseconds(200) ... .seconds(30))
        deadlines.speech = reader.duration("speech-intent.deadlines.speech", default: deadlines.speech, in: .milliseconds(200) ... .seconds(30))
    }
}
