import SpeechIntentCore
import Testing
import Vocabulary

/// What every synthesiser has to do.
struct SynthesizerConformance {
    let voice: any Synthesizer
    let patience: Duration = .seconds(30)

    func check() async throws {
        try await saysNothingForNothing()
        try await speaksWhatItIsAsked()
        try await speaksLongTexts()
        try await keepsTheWholeText()
        try await followsTheRate()
        try await keepsTheLevel()
        await givesUpAtTheDeadline()
        await survivesALeavingListener()
    }

    func pieces(_ text: String, rate: Double = 1) async throws -> [SpokenPiece] {
        var pieces: [SpokenPiece] = []
        for try await piece in voice.speak(text, rate: rate, deadline: patience) { pieces.append(piece) }
        return pieces
    }

    func samples(_ text: String, rate: Double = 1) async throws -> [Int16] { try await pieces(text, rate: rate).flatMap(\.samples) }

    private func saysNothingForNothing() async throws {
        for text in ["", " ", "，。！", "😀🎉", "\u{0}"] {
            #expect(try await samples(text).isEmpty, "\(voice.name) made a sound of \(text.debugDescription)")
        }
    }

    private func speaksWhatItIsAsked() async throws {
        for text in ["您好", "您的余额是128.36元。", "A座3单元，OK？", "WiFi密码是8a9b👌", "重複傳統字", "1", "幺"] {
            let seconds = Double(try await samples(text).count) / 8000
            #expect((0.15...12).contains(seconds), "\(voice.name) took \(seconds) s to say \(text)")
        }
    }

    private func speaksLongTexts() async throws {
        let text = String(repeating: "今天供热温度正常请您放心", count: 42).prefix(500)
        let seconds = Double(try await samples(String(text)).count) / 8000
        #expect((50...250).contains(seconds), "500 characters took \(seconds) s")
        #expect(try await samples(String(repeating: "9", count: 500)).count > 8000 * 40)
    }

    private func keepsTheWholeText() async throws {
        let text = "您好，这里是智能助手。😀\n请问有什么可以帮您？"
        let pieces = try await pieces(text)
        #expect(pieces.map(\.text).joined() == text)
        #expect(pieces.count > 1)
    }

    private func followsTheRate() async throws {
        let text = "供热服务热线很高兴为您服务"
        let slow = try await samples(text, rate: 0.7).count, plain = try await samples(text).count, fast = try await samples(text, rate: 1.3).count
        #expect(slow > plain && plain > fast)
    }

    /// Active speech at -20 dBov within 4 dB.
    private func keepsTheLevel() async throws {
        let samples = try await samples("供热服务热线很高兴为您服务")
        let frames = stride(from: 0, to: samples.count - 80, by: 80).map { start in
            samples[start..<start + 80].reduce(0.0) { $0 + Double($1) * Double($1) } / 80
        }
        let loudest = frames.max() ?? 0
        let active = frames.filter { $0 > loudest * 0.0025 }
        let level = (active.reduce(0, +) / Double(max(active.count, 1))).squareRoot() / 32767
        #expect((0.063...0.16).contains(level), "level \(level)")
    }

    private func givesUpAtTheDeadline() async {
        await #expect(
            performing: {
                for try await _ in voice.speak("这句话没有时间说完，因为期限是零\(voice.name.count)", rate: 1, deadline: .zero) {}
            }, throws: { ($0 as? EngineFailure)?.code == .timedOut })
    }

    private func survivesALeavingListener() async {
        do {
            for try await _ in voice.speak("先说一句，然后听的人走了。后面的话没有人听。", rate: 1, deadline: patience) { break }
            #expect(try await samples("您好").count > 1000)
        } catch {
            Issue.record("\(voice.name): \(error)")
        }
    }
}
