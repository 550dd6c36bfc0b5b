import CSherpaONNX
import SpeechIntentCore

/// Recognises Mandarin utterances with sherpa-onnx in this process: one thread a call, a few calls at once.
public final class SherpaRecognizer: Recognizer {
    /// Samples a second that callers give, and that the networks take.
    private static let callerRate = 8000, networkRate: Int32 = 16000
    private static let longest = 30 * callerRate

    public let name: String
    private let engine: SherpaDecoder
    private let voices: SileroDetectors
    private let converter: OpenCCConverter
    private let threads: EngineThreads

    /// Loads the network: some 300 ms and 250 MB for Whisper base.
    public init(_ models: ModelFolder, model: SherpaModel = .whisper(), limits: EngineThreads.Limits = .init()) throws(EngineFailure) {
        name = "sherpa-" + model.name
        let library = try SherpaLibrary(models)
        voices = try SileroDetectors(models, library: library)
        engine = try SherpaDecoder(model, models, library)
        converter = try OpenCCConverter()
        threads = EngineThreads(name: name, limits: limits)
    }

    public func recognise(_ samples: [Int16], deadline: Duration) async throws(EngineFailure) -> Recognition {
        guard samples.count <= Self.longest else {
            throw EngineFailure(.failed, "an utterance has at most 30 s; this one has \(samples.count / Self.callerRate)")
        }
        let answer = try await threads.run(deadline: deadline) { [engine, voices, converter] () throws(EngineFailure) in
            let speech = try Self.speech(in: samples, voices)
            guard speech > 0 else { return SherpaTranscript.silence }
            let written = try engine.decode(samples)
            return SherpaTranscript.of(converter.simplified(written), finished: engine.model.tellsConfidence, speech: speech)
        }
        return Recognition(text: answer.value.text, confidence: answer.value.confidence, compute: answer.compute, waited: answer.waited, emotion: answer.value.emotion)
    }

    /// Seconds in which somebody speaks.
    private static func speech(in samples: [Int16], _ voices: SileroDetectors) throws(EngineFailure) -> Double {
        var activity = try voices.activity()
        var frames = 0
        for start in stride(from: 0, to: samples.count, by: SileroVoiceActivity.frame) {
            let heard = activity.heard(Array(samples[start..<min(start + SileroVoiceActivity.frame, samples.count)]))
            frames += heard > 0.5 ? 1 : 0
        }
        return Double(frames * SileroVoiceActivity.frame) / Double(callerRate)
    }
}

/// One loaded network. The library allows several streams of one recogniser to be decoded at once.
final class SherpaDecoder: @unchecked Sendable {
    let model: SherpaModel
    private let library: SherpaLibrary
    private let recognizer: OpaquePointer

    init(_ model: SherpaModel, _ models: ModelFolder, _ library: SherpaLibrary) throws(EngineFailure) {
        self.model = model
        self.library = library
        let strings = CStrings()
        var config = SherpaRecognizerConfig()
        config.sample_rate = 16000
        config.feature_dim = 80
        config.decoding_method = strings.keep("greedy_search")
        config.model.num_threads = 1
        config.model.provider = strings.keep("cpu")
        try model.describe(&config.model, models, strings)
        var made: OpaquePointer?
        let reason = sherpaReason { made = sherpa_recognizer_create(library.table, &config, $0, $1) }
        withExtendedLifetime(strings) {}
        guard let made else {
            throw EngineFailure(.missing, "the recogniser cannot use \(models.path): \(reason); \(ModelFolder.remedy)")
        }
        recognizer = made
    }

    deinit { sherpa_recognizer_destroy(library.table, recognizer) }

    /// Blocks while the network computes.
    func decode(_ samples: [Int16]) throws(EngineFailure) -> String {
        guard let stream = sherpa_stream_create(library.table, recognizer) else {
            throw EngineFailure(.failed, "the recogniser made no stream")
        }
        defer { sherpa_stream_destroy(library.table, stream) }
        var doubler = RateDoubler()
        let padding = model.padding(for: Double(samples.count) / 8000)
        let sound = doubler.double(samples) + [Float](repeating: 0, count: Int(padding * 16000))
        sherpa_stream_accept(library.table, stream, 16000, sound, Int32(sound.count))
        var done: Int32 = 0
        let reason = sherpaReason { done = sherpa_stream_decode(library.table, recognizer, stream, $0, $1) }
        guard done != 0, let result = sherpa_stream_result(library.table, stream) else {
            throw EngineFailure(.failed, "the recogniser failed: \(reason)")
        }
        defer { sherpa_result_destroy(library.table, result) }
        // SenseVoice's emotion comes apart from the text; other networks tell none.
        let emotion = result.pointee.emotion.map { String(cString: $0) } ?? ""
        return emotion + (result.pointee.text.map { String(cString: $0) } ?? "")
    }
}
