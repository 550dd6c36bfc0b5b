import Foundation
import SpeechIntentCore
import Testing
@testable import SpeechIntentEngines

@Suite("The default recogniser", .enabled(if: Models.present, Comment(rawValue: Models.absent)), .serialized)
struct SherpaRecognizerTests {
    private func conformance() throws -> RecognizerConformance { RecognizerConformance(recognizer: try SherpaRecognizer(.standard())) }

    @Test func hearsNothingInSilence() async throws { try await conformance().hearsNothingInSilence() }
    @Test(arguments: [1, 2, 3]) func hearsNothingInNoise(seed: UInt64) async throws { try await conformance().hearsNothingInNoise(seed: seed) }
    @Test func takesThirtySecondsAndNoMore() async throws { try await conformance().takesThirtySecondsAndNoMore() }

    @Test("It answers at the deadline, and calls beside each other alike")
    func calls() async throws {
        let conformance = try conformance()
        let utterance = try await TestSound.speech("请帮我查一下订单物流信息")
        try await conformance.answersAtTheDeadline(utterance)
        try await conformance.answersCallsAtOnce(utterance)
    }

    @Test("It understands sentences of callers", arguments: ["我要转人工客服", "我家暖气不热已经三天了", "请问你们的营业时间是几点到几点"])
    func understands(said: String) async throws {
        try await conformance().understands(try await TestSound.speech(said), said: said, errors: 0.3)
    }

    @Test(
        "A file that is absent or cut short is named, with the command that mends it",
        arguments: [
            "whisper/encoder.int8.onnx", "whisper/decoder.int8.onnx", "whisper/tokens.txt", "vad/silero_vad.onnx", "lib/libonnxruntime.so",
        ])
    func damaged(file: String) throws {
        let copy = try DamagedModels(without: file)
        try #expect(copy.failure().code == .missing)
        try copy.cutShort()
        let failure = try copy.failure()
        #expect(failure.code == .missing)
        #expect(failure.reason.contains(file) && failure.reason.contains("deploy/models/prepare"))
    }
}

/// A model folder of links to the real one, with one file left out.
private final class DamagedModels {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("models-\(UUID().uuidString)")
    private let real = URL(fileURLWithPath: ModelFolder.standard().path)
    private let file: String

    init(without file: String) throws {
        self.file = file
        for part in ["whisper", "vad", "lib", "READY.json"] {
            for path in [part] + ((try? FileManager.default.contentsOfDirectory(atPath: real.appendingPathComponent(part).path)) ?? []).map({ part + "/" + $0 }) {
                try link(path)
            }
        }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func link(_ path: String) throws {
        var isFolder: ObjCBool = false
        let source = real.appendingPathComponent(path), target = folder.appendingPathComponent(path)
        guard path != file, FileManager.default.fileExists(atPath: source.path, isDirectory: &isFolder) else { return }
        if isFolder.boolValue {
            try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        } else {
            try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            try FileManager.default.linkItem(at: source, to: target)
        }
    }

    /// Puts the first kilobyte of the file where the whole was.
    func cutShort() throws {
        let handle = try FileHandle(forReadingFrom: real.appendingPathComponent(file))
        try handle.read(upToCount: 1024)?.write(to: folder.appendingPathComponent(file))
    }

    func failure() throws -> EngineFailure {
        try #require(throws: EngineFailure.self) { _ = try SherpaRecognizer(ModelFolder(self.folder.path)) }
    }
}
