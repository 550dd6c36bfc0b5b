import Foundation
import SpeechIntentCore
import SpeechIntentEngines
import Testing

@Suite(.enabled(if: VoiceModels.hasVoice, "\(VoiceModels.reason)"), .serialized)
struct SherpaVoiceTests {
    @Test func conforms() async throws {
        try await SynthesizerConformance(voice: SherpaVoice(VoiceModels.folder)).check()
    }

    @Test func theCallersVoiceConforms() async throws {
        try await SynthesizerConformance(voice: CallerVoice(VoiceModels.folder)).check()
    }

    @Test func remembersWhatItSaid() async throws {
        let voice = try SherpaVoice(VoiceModels.folder)
        try await voice.remember(["您好，请稍等。"], deadline: .seconds(30))
        var computed: [Duration] = []
        for try await piece in voice.speak("您好，请稍等。", rate: 1, deadline: .seconds(30)) { computed.append(piece.compute) }
        #expect(computed == [.zero, .zero])
    }

    @Test func speaksTheSameEachTime() async throws {
        let first = SynthesizerConformance(voice: try SherpaVoice(VoiceModels.folder))
        let second = SynthesizerConformance(voice: try SherpaVoice(VoiceModels.folder))
        #expect(try await first.samples("请说出您的地址") == second.samples("请说出您的地址"))
    }

    @Test func theCallerIsDeeperThanTheAssistant() async throws {
        let text = "我家暖气不热"
        let assistant = try await SynthesizerConformance(voice: SherpaVoice(VoiceModels.folder)).samples(text)
        let caller = try await SynthesizerConformance(voice: CallerVoice(VoiceModels.folder)).samples(text)
        #expect(Pitch.median(caller) < Pitch.median(assistant) * 0.9)
    }

    @Test func namesTheModelThatIsNone() throws {
        let copy = try VoiceModels.damaged("voice/model.onnx", keeping: nil)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let size = try Data(contentsOf: URL(fileURLWithPath: VoiceModels.folder.file("voice/model.onnx"))).count
        try Data(repeating: 0xFF, count: size).write(to: URL(fileURLWithPath: copy + "/voice/model.onnx"))
        #expect(
            performing: { try SherpaVoice(ModelFolder(copy)) },
            throws: { error in
                (error as? EngineFailure)?.code == .missing && "\(error)".contains("voice/model.onnx")
            })
    }

    @Test(arguments: ["voice/model.onnx", "voice/tokens.txt", "voice/lexicon.txt", "voice/pinyin.tsv", "lib/libsherpa-onnx-c-api.so"], [nil, 100])
    func namesTheFileThatIsDamaged(_ file: String, _ bytes: Int?) throws {
        let copy = try VoiceModels.damaged(file, keeping: bytes)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        #expect(
            performing: { try SherpaVoice(ModelFolder(copy)) },
            throws: { error in
                guard let failure = error as? EngineFailure else { return false }
                return failure.code == .missing && failure.reason.contains(file) && failure.reason.contains("deploy/models/prepare")
            })
    }
}

/// The pitch of a voice, by autocorrelation.
enum Pitch {
    /// Median over the voiced frames of 40 ms, in Hz.
    static func median(_ samples: [Int16]) -> Double {
        let found = stride(from: 0, to: samples.count - 480, by: 320).compactMap { frame(samples[$0..<$0 + 480].map(Double.init)) }.sorted()
        return found.isEmpty ? 0 : found[found.count / 2]
    }

    private static func frame(_ frame: [Double]) -> Double? {
        let energy = correlation(frame, lag: 0)
        guard energy > 320 * 1e6, let best = (20...100).max(by: { correlation(frame, lag: $0) < correlation(frame, lag: $1) }) else { return nil }
        return correlation(frame, lag: best) > energy * 0.5 ? 8000 / Double(best) : nil
    }

    private static func correlation(_ frame: [Double], lag: Int) -> Double { (0..<380).reduce(0) { $0 + frame[$1] * frame[$1 + lag] } }
}
