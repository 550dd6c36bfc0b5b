import Glibc
import SpeechIntentCore
import Testing

/// A buzz of three harmonics whose pitch and loudness move.
enum Hum {
    /// - Parameters:
    ///   - hertz: from the first to the last sample, along a straight line.
    ///   - amplitude: likewise.
    static func samples(_ hertz: (Double, Double), amplitude: (Double, Double) = (8000, 8000), milliseconds: Int) -> [Int16] {
        var phase = 0.0
        let count = 8 * milliseconds
        return (0..<count).map { index in
            let share = Double(index) / Double(count)
            phase += 2 * Double.pi * (hertz.0 + share * (hertz.1 - hertz.0)) / 8000
            let loudness = amplitude.0 + share * (amplitude.1 - amplitude.0)
            return Int16(loudness * (sin(phase) + 0.5 * sin(2 * phase) + 0.3 * sin(3 * phase)) / 1.8)
        }
    }

    static let pause = [Int16](repeating: 0, count: 2400)
    static let sinking = samples((180, 180), milliseconds: 600) + samples((180, 120), amplitude: (8000, 2500), milliseconds: 400)
    static let climbing = samples((150, 150), milliseconds: 600) + samples((150, 240), milliseconds: 400)
    static let level = samples((160, 162), milliseconds: 1000)
}

@Suite("How a voice ends")
struct VoiceEndingTests {
    @Test("pitch and loudness that sink give the turn away, before silence or without", arguments: [[], Hum.pause])
    func falling(after: [Int16]) { #expect(VoiceEnding(of: Hum.sinking + after) == .falling) }

    @Test("a voice that only fades gives it away as well")
    func fading() { #expect(VoiceEnding(of: Hum.samples((160, 158), milliseconds: 600) + Hum.samples((160, 156), amplitude: (8000, 800), milliseconds: 400) + Hum.pause) == .falling) }

    @Test("pitch that climbs asks")
    func rising() { #expect(VoiceEnding(of: Hum.climbing + Hum.pause) == .rising) }

    @Test("a drawn-out sound holds the turn")
    func held() { #expect(VoiceEnding(of: Hum.level + Hum.pause) == .held) }

    @Test("nothing is read from silence, noise or a click", arguments: [[], Hum.pause, [Int16](repeating: 3, count: 9000), Hum.samples((160, 160), milliseconds: 60)])
    func unclear(samples: [Int16]) { #expect(VoiceEnding(of: samples) == .unclear) }

    @Test("words decide first, the voice after them")
    func silence() {
        let policy = TurnPolicy()
        #expect(policy.silence(for: .ordinary, .falling) < policy.silence(for: .ordinary))
        #expect(policy.silence(for: .ordinary, .rising) < policy.silence(for: .ordinary))
        #expect(policy.silence(for: .ordinary, .held) > policy.silence(for: .ordinary))
        #expect(policy.silence(for: .complete, .held) == policy.silence(for: .complete))
        #expect(policy.silence(for: .incomplete, .falling) == policy.silence(for: .incomplete))
    }
}
