import CSherpaONNX
import Foundation
import SpeechIntentCore

/// A sherpa-onnx VITS voice in memory. One computation at a time: its lane sees to that.
final class VoiceModel: @unchecked Sendable {
    private let library: OpaquePointer
    private let voice: OpaquePointer
    /// Samples a second.
    let sampleRate: Int
    private let frontEnd: VoiceFrontEnd?

    /// Loads the voice; takes some 0.3 s.
    /// - Parameter folder: of the voice inside the model folder: `model.onnx`, `tokens.txt`, `lexicon.txt`, and for the
    ///   default voice `pinyin.tsv` and `syllables.tsv`; without these two the lexicon is given Han characters.
    init(_ models: ModelFolder, folder: String, threads: Int) throws(EngineFailure) {
        let runtime = try models.file("lib/libsherpa-onnx-c-api.so")
        let files = VoiceFiles(model: try models.file(folder + "/model.onnx"), lexicon: try models.file(folder + "/lexicon.txt"),
                               tokens: try models.file(folder + "/tokens.txt"))
        frontEnd = try Self.frontEnd(models, folder: folder)
        library = try Self.open((runtime as NSString).deletingLastPathComponent)
        voice = try Self.load(files, threads: threads, library: library)
        sampleRate = Int(sherpa_voice_sample_rate(library, voice))
    }

    deinit { sherpa_voice_destroy(library, voice) }

    /// Speaks normalised text.
    /// - Parameter speed: 1 as the voice speaks by itself, 2 twice as fast.
    /// - Returns: samples at `sampleRate`; none when nothing can be said.
    func speak(_ spoken: String, speed: Double) throws(EngineFailure) -> [Int16] {
        let text = frontEnd?.encoded(spoken) ?? spoken
        guard text.contains(where: { !"，、。！？；：".contains($0) }) else { return [] }
        var options = SherpaSpeechOptions()
        options.speed = Float(speed)
        options.silence_scale = 1
        var reason = [CChar](repeating: 0, count: 512)
        guard let speech = sherpa_voice_speak(library, voice, text, &options, nil, nil, &reason, reason.count) else {
            throw EngineFailure(.failed, "the voice could not speak: \(String(terminated: reason))")
        }
        defer { sherpa_speech_destroy(library, speech) }
        return UnsafeBufferPointer(start: speech.pointee.samples, count: Int(max(0, speech.pointee.n))).map { sample in
            Int16((max(-1, min(1, sample)) * 32767).rounded())
        }
    }

    private struct VoiceFiles {
        var model, lexicon, tokens: String
    }

    private static func frontEnd(_ models: ModelFolder, folder: String) throws(EngineFailure) -> VoiceFrontEnd? {
        guard FileManager.default.fileExists(atPath: "\(models.path)/\(folder)/syllables.tsv") else { return nil }
        return VoiceFrontEnd(pinyin: try PinyinTable(models, folder: folder), syllables: try models.text(folder + "/syllables.tsv"))
    }

    private static func open(_ folder: String) throws(EngineFailure) -> OpaquePointer {
        var reason = [CChar](repeating: 0, count: 512)
        guard let library = sherpa_onnx_open(folder, &reason, reason.count) else {
            throw EngineFailure(.missing, "\(String(terminated: reason)): \(ModelFolder.remedy)")
        }
        return library
    }

    private static func load(_ files: VoiceFiles, threads: Int, library: OpaquePointer) throws(EngineFailure) -> OpaquePointer {
        var reason = [CChar](repeating: 0, count: 512)
        let voice = files.model.withCString { model in
            files.lexicon.withCString { lexicon in
                files.tokens.withCString { tokens in
                    var config = SherpaVoiceConfig()
                    config.vits.model = model
                    config.vits.lexicon = lexicon
                    config.vits.tokens = tokens
                    config.vits.length_scale = 1
                    config.num_threads = Int32(threads)
                    config.max_num_sentences = 1
                    return sherpa_voice_create(library, &config, &reason, reason.count)
                }
            }
        }
        guard let voice else { throw EngineFailure(.missing, "\(files.model) cannot be loaded (\(String(terminated: reason))): \(ModelFolder.remedy)") }
        return voice
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
