import CSherpaONNX
import Foundation
import SpeechIntentCore

/// A sherpa-onnx voice in memory. Its network is only read: it may speak on several threads at once.
final class VoiceModel: @unchecked Sendable {
    private let library: SherpaLibrary
    private let voice: OpaquePointer
    /// Samples a second.
    let sampleRate: Int
    private let frontEnd: VoiceFrontEnd?

    /// Loads the voice; takes some 0.2 s.
    /// - Parameter folder: of the voice inside the model folder: the files of `VoiceKind`, and for the default voice
    ///   `pinyin.tsv` and `syllables.tsv`; without these two the lexicon is given Han characters.
    init(_ models: ModelFolder, folder: String, kind: VoiceKind = .vits, threads: Int) throws(EngineFailure) {
        library = try SherpaLibrary(models)
        frontEnd = try Self.frontEnd(models, folder: folder)
        voice = try Self.load(models, folder: folder, kind: kind, threads: threads, library: library)
        sampleRate = Int(sherpa_voice_sample_rate(library.table, voice))
    }

    deinit { sherpa_voice_destroy(library.table, voice) }

    /// Speaks normalised text.
    /// - Parameter speed: 1 as the voice speaks by itself, 2 twice as fast.
    /// - Returns: samples at `sampleRate`; none when nothing can be said.
    func speak(_ spoken: String, speed: Double) throws(EngineFailure) -> [Int16] {
        let text = frontEnd?.encoded(spoken) ?? spoken
        guard text.contains(where: { !VoiceFrontEnd.pauses.contains($0) }) else { return [] }
        var options = SherpaSpeechOptions()
        options.speed = Float(speed)
        options.silence_scale = 1
        var made: UnsafePointer<SherpaSpeech>?
        let reason = sherpaReason { made = sherpa_voice_speak(library.table, voice, text, &options, nil, nil, $0, $1) }
        guard let speech = made else { throw EngineFailure(.failed, "the voice could not speak: \(reason)") }
        defer { sherpa_speech_destroy(library.table, speech) }
        return UnsafeBufferPointer(start: speech.pointee.samples, count: Int(max(0, speech.pointee.n))).map { sample in
            Int16((max(-1, min(1, sample)) * 32767).rounded())
        }
    }

    private static func frontEnd(_ models: ModelFolder, folder: String) throws(EngineFailure) -> VoiceFrontEnd? {
        guard FileManager.default.fileExists(atPath: "\(models.path)/\(folder)/syllables.tsv") else { return nil }
        return VoiceFrontEnd(pinyin: try PinyinTable(models, folder: folder), syllables: try models.text(folder + "/syllables.tsv"))
    }

    private static func load(_ models: ModelFolder, folder: String, kind: VoiceKind, threads: Int, library: SherpaLibrary) throws(EngineFailure) -> OpaquePointer {
        let strings = CStrings()
        var config = SherpaVoiceConfig()
        try kind.describe(&config, models, folder: folder, strings)
        config.num_threads = Int32(threads)
        config.provider = strings.keep("cpu")
        config.max_num_sentences = 1
        var made: OpaquePointer?
        let reason = sherpaReason { made = sherpa_voice_create(library.table, &config, $0, $1) }
        withExtendedLifetime(strings) {}
        guard let made else {
            let detail = reason.isEmpty ? "" : " (\(reason))"
            throw EngineFailure(.missing, "\(models.path)/\(folder)/\(kind.network) is no usable voice\(detail): \(ModelFolder.remedy)")
        }
        return made
    }
}

extension String {
    /// What a C function wrote into a buffer.
    init(terminated buffer: [CChar]) {
        self = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension PinyinTable {
    /// The table that the set-up makes beside the voice.
    public init(_ models: ModelFolder, folder: String = "voice") throws(EngineFailure) {
        self.init(parsing: try models.bytes(folder + "/pinyin.tsv"))
    }
}
