import CSherpaONNX
import Foundation
import SpeechIntentCore
import Testing

@testable import SpeechIntentEngines

/// Networks that this machine does not have: which files each needs, what an absent or cut one says.
@Suite("Kinds of networks by configuration")
struct ModelKindTests {
    /// A folder with files of a few bytes, removed afterwards.
    private func with(_ files: [String], _ body: (ModelFolder) throws -> Void) throws {
        let root = NSTemporaryDirectory() + "models-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        try FileManager.default.createDirectory(atPath: root + "/m", withIntermediateDirectories: true)
        for file in files { try Data("x".utf8).write(to: URL(fileURLWithPath: "\(root)/m/\(file)")) }
        try body(ModelFolder(root))
    }

    private static let recognisers: [(SherpaModel, [String])] = [
        (.whisper(folder: "m"), ["encoder.int8.onnx", "decoder.int8.onnx", "tokens.txt"]), (.senseVoice(folder: "m"), ["model.int8.onnx", "tokens.txt"]),
        (.paraformer(folder: "m"), ["model.int8.onnx", "tokens.txt"]),
        (.zipformer(folder: "m"), ["encoder.int8.onnx", "decoder.onnx", "joiner.int8.onnx", "tokens.txt"]),
    ]

    @Test("a recogniser names its files, and each that is absent or empty", arguments: recognisers)
    func recogniser(model: SherpaModel, files: [String]) throws {
        try with(files) { models in
            var config = SherpaModelConfig()
            let strings = CStrings()
            try model.describe(&config, models, strings)
            #expect(config.tokens.map { String(cString: $0) } == models.path + "/m/tokens.txt")
            #expect([config.whisper.encoder, config.sense_voice.model, config.paraformer, config.transducer.joiner].filter { $0 != nil }.count == 1)
            for file in files {
                try Data().write(to: URL(fileURLWithPath: "\(models.path)/m/\(file)"))
                #expect(throws: EngineFailure.self) { try model.describe(&config, models, strings) }
                try FileManager.default.removeItem(atPath: "\(models.path)/m/\(file)")
                let failure = #expect(throws: EngineFailure.self) { try model.describe(&config, models, strings) }
                #expect(failure?.reason.contains(file) == true && failure?.reason.contains(ModelFolder.remedy) == true)
                try Data("x".utf8).write(to: URL(fileURLWithPath: "\(models.path)/m/\(file)"))
            }
            withExtendedLifetime(strings) {}
        }
    }

    private static let voices: [(VoiceKind, [String])] = [
        (.vits, ["model.onnx", "lexicon.txt", "tokens.txt"]), (.matcha, ["acoustic.onnx", "vocoder.onnx", "lexicon.txt", "tokens.txt"]),
        (.kokoro, ["model.onnx", "voices.bin", "lexicon.txt", "tokens.txt"]),
    ]

    @Test("a voice names its files, and each that is absent", arguments: voices)
    func voice(kind: VoiceKind, files: [String]) throws {
        try with(files) { models in
            var config = SherpaVoiceConfig()
            let strings = CStrings()
            try kind.describe(&config, models, folder: "m", strings)
            #expect([config.vits.model, config.matcha.acoustic_model, config.kokoro.model].filter { $0 != nil }.count == 1)
            for file in files {
                try FileManager.default.removeItem(atPath: "\(models.path)/m/\(file)")
                let failure = #expect(throws: EngineFailure.self) { try kind.describe(&config, models, folder: "m", strings) }
                #expect(failure?.code == .missing && failure?.reason.contains(file) == true)
                try Data("x".utf8).write(to: URL(fileURLWithPath: "\(models.path)/m/\(file)"))
            }
            withExtendedLifetime(strings) {}
        }
    }
}
