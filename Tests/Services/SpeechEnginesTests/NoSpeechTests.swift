import Audio
import SpeechIntentCore
import Testing

@testable import SpeechIntentEngines

/// Sound that is no speech, or hardly: the default recogniser writes nothing for it, or says that it does not believe what it
/// wrote. What a conversation makes of that is in DoubtfulSoundTests.
@Suite("Sound that is no speech", .enabled(if: Models.present, Comment(rawValue: Models.absent)), .serialized)
struct NoSpeechTests {
    /// Below this a conversation begins nothing (`ConversationPolicy.audible`).
    private static let believed = 0.3

    private static let sounds: [(String, [Int16])] = [
        ("silence", [Int16](repeating: 0, count: 24_000)), ("music", music()), ("keypad tones", keys()), ("very loud noise", TestSound.noise(seconds: 3, loudness: 32_000, seed: 7)),
        ("breath", breath()), ("a hum", wave([50, 100, 150], seconds: 3, loudness: 9000)),
    ]

    @Test("nothing is believed", arguments: sounds)
    func nothing(name: String, samples: [Int16]) async throws {
        let heard = try await SherpaRecognizer(.standard()).recognise(samples, deadline: .seconds(120))
        #expect(heard.text.isEmpty || heard.confidence < Self.believed, "\(name): \(heard.confidence)")
    }

    @Test("speech through a clipped line is still understood, mostly")
    func clipped() async throws {
        let said = "我家暖气不热已经三天了"
        let loud = try await TestSound.speech(said).map { Int16(clamping: Int($0) * 12) }
        let heard = try await SherpaRecognizer(.standard()).recognise(loud, deadline: .seconds(120))
        #expect(EditDistance.between(heard.text, said) <= said.count / 2, "heard \(heard.text)")
    }

    @Test("two voices at once: an answer that is no loop and no longer than what two people can say")
    func twoVoices() async throws {
        let one = try await TestSound.speech("请帮我查一下订单物流信息"), other = try await TestSound.speech("你快点把电视关了吃饭")
        let both = (0..<max(one.count, other.count)).map { index in
            Int16(clamping: Int(one.indices.contains(index) ? one[index] : 0) + Int(other.indices.contains(index) ? other[index] : 0))
        }
        let heard = try await SherpaRecognizer(.standard()).recognise(both, deadline: .seconds(120))
        #expect(heard.text.count <= 24 && !SherpaTranscript.isLoop(heard.text))
    }

    // MARK: Sounds

    private static func wave(_ hertz: [Double], seconds: Double, loudness: Double) -> [Int16] {
        (0..<Int(seconds * 8000)).map { at in
            Int16(clamping: Int(hertz.reduce(0) { $0 + sine($1 * Double(at) / 8000) } * loudness / Double(hertz.count)))
        }
    }

    /// Without Foundation's help: one period by Bhaskara's formula is a tone for any ear.
    private static func sine(_ periods: Double) -> Double {
        let place = (periods - periods.rounded(.down)) * 2, half = place < 1 ? place : place - 1
        let value = 16 * half * (1 - half) / (5 - 4 * half * (1 - half))
        return place < 1 ? value : -value
    }

    /// Chords of a tune, half a second each.
    private static func music() -> [Int16] {
        [[262.0, 330, 392], [294, 349, 440], [330, 392, 494], [349, 440, 523], [392, 494, 587], [262, 330, 523]].flatMap { wave($0, seconds: 0.5, loudness: 12_000) }
    }

    private static func keys() -> [Int16] {
        [[697.0, 1209], [770, 1336], [852, 1477], [941, 1336], [697, 1477]].flatMap { wave($0, seconds: 0.12, loudness: 12_000) + [Int16](repeating: 0, count: 800) }
    }

    /// Soft noise that swells and fades every second and a half.
    private static func breath() -> [Int16] {
        let noise = TestSound.noise(seconds: 6, loudness: 1800, seed: 3)
        let soft = zip(noise, noise.dropFirst()).map { (Int($0) + Int($1)) / 2 }
        return soft.enumerated().map { at, sample in Int16(Double(sample) * abs(sine(Double(at) / 24_000))) }
    }
}
