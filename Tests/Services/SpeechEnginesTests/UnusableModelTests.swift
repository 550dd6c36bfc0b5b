import Foundation
import SpeechIntentCore
import Testing

@testable import SpeechIntentEngines

/// Files that are there and are no networks, for each kind that may be configured: the library is asked, says no, and the
/// process goes on.
@Suite("Networks that are none", .enabled(if: Models.present, Comment(rawValue: Models.absent)), .serialized)
struct UnusableModelTests {
    /// The real folder's libraries and voice activity, and a folder `m` of these files.
    private func with(_ files: [String], _ content: Data, _ body: (ModelFolder) throws -> Void) throws {
        let root = NSTemporaryDirectory() + "unusable-\(UUID().uuidString)", files = files + ["tokens.txt"]
        defer { try? FileManager.default.removeItem(atPath: root) }
        try FileManager.default.createDirectory(atPath: root + "/m", withIntermediateDirectories: true)
        for part in ["lib", "vad"] { try FileManager.default.createSymbolicLink(atPath: "\(root)/\(part)", withDestinationPath: ModelFolder.standard().path + "/" + part) }
        for file in files { try (file.hasSuffix(".txt") ? Data("a 0\nb 1\n".utf8) : content).write(to: URL(fileURLWithPath: "\(root)/m/\(file)")) }
        try body(ModelFolder(root))
    }

    private static let recognisers: [(SherpaModel, [String])] = [
        (.whisper(folder: "m"), ["encoder.int8.onnx", "decoder.int8.onnx"]), (.senseVoice(folder: "m"), ["model.int8.onnx"]),
        (.paraformer(folder: "m"), ["model.int8.onnx"]), (.zipformer(folder: "m"), ["encoder.int8.onnx", "decoder.onnx", "joiner.int8.onnx"]),
    ]

    @Test("a recogniser says that it cannot use the folder and what to do", arguments: recognisers)
    func recogniser(model: SherpaModel, files: [String]) throws {
        for content in [Data("this is no network".utf8), try start(of: "whisper/encoder.int8.onnx")] {
            try with(files, content) { models in
                let failure = #expect(throws: EngineFailure.self) { _ = try SherpaRecognizer(models, model: model) }
                #expect(failure?.code == .missing)
                #expect(failure?.reason.contains(models.path) == true && failure?.reason.contains(ModelFolder.remedy) == true, "\(failure?.reason ?? "")")
            }
        }
    }

    private static let voices: [(VoiceKind, [String])] = [
        (.vits, ["model.onnx", "lexicon.txt"]), (.matcha, ["acoustic.onnx", "vocoder.onnx", "lexicon.txt"]), (.kokoro, ["model.onnx", "voices.bin", "lexicon.txt"]),
    ]

    @Test("a voice does so as well", arguments: voices)
    func voice(kind: VoiceKind, files: [String]) throws {
        for content in [Data("this is no network".utf8), try start(of: "voice/model.onnx")] {
            try with(files, content) { models in
                var settings = SherpaVoice.Settings()
                settings.folder = "m"
                settings.kind = kind
                let failure = #expect(throws: EngineFailure.self) { _ = try SherpaVoice(models, settings: settings) }
                #expect(failure?.reason.contains(kind.network) == true && failure?.reason.contains(ModelFolder.remedy) == true, "\(failure?.reason ?? "")")
            }
        }
    }

    /// The first kilobytes of a real network: begins well, and ends too soon.
    private func start(of file: String) throws -> Data {
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: ModelFolder.standard().path + "/" + file))
        return try handle.read(upToCount: 60_000) ?? Data()
    }
}
