import SpeechIntentCore
import Testing
@testable import SpeechIntentEngines

@Suite("Voice activity", .enabled(if: Models.present, Comment(rawValue: Models.absent)), .serialized)
struct SileroVoiceActivityTests {
    private func frames(_ samples: [Int16]) -> [[Int16]] {
        stride(from: 0, to: samples.count - SileroVoiceActivity.frame, by: SileroVoiceActivity.frame)
            .map { Array(samples[$0..<$0 + SileroVoiceActivity.frame]) }
    }

    @Test("Silence and noise are not speech", arguments: [0, 100, 1000, 6000])
    func noise(loudness: Int) throws {
        var activity = try SileroDetectors(.standard()).activity()
        let heard = frames(TestSound.noise(seconds: 4, loudness: loudness, seed: 7)).map { activity.heard($0) }
        #expect(heard.allSatisfy { $0 < 0.5 })
    }

    @Test("Speech is heard soon after it begins, through it, and not long after it")
    func speech() async throws {
        var activity = try SileroDetectors(.standard()).activity()
        // Half a second of silence, the sentence, a second and a half of silence.
        let sound = try await TestSound.speech("我家暖气不热已经三天了") + [Int16](repeating: 0, count: 8000)
        let heard = frames(sound).map { activity.heard($0) > 0.5 }
        let onset = try #require(heard.firstIndex(of: true)), end = try #require(heard.lastIndex(of: true))
        #expect((20...45).contains(onset), "the first frame heard; the sentence begins near frame 25")
        #expect(end < heard.count - 35)
        #expect(heard[onset...end].filter { $0 }.count > (end - onset) * 8 / 10)
    }

    @Test("A detector that served one party remembers nothing for the next")
    func reuse() async throws {
        let detectors = try SileroDetectors(.standard())
        let sound = frames(try await TestSound.speech("请问你们的营业时间是几点到几点"))
        func listen() throws -> [Double] {
            var activity = try detectors.activity()
            return sound.dropLast(60).map { activity.heard($0) }
        }
        let first = try listen()
        #expect(try listen() == first)
    }
}
