import Glibc
import SpeechIntentCore
import Testing

@Suite("Voice")
struct VoiceMeasureTests {
    /// A buzz of this pitch: three harmonics.
    private func buzz(_ hertz: Double, amplitude: Double, milliseconds: Int) -> [Int16] {
        (0..<8 * milliseconds).map { index in
            let phase = 2 * Double.pi * hertz * Double(index) / 8000
            return Int16(amplitude * (sin(phase) + 0.5 * sin(2 * phase) + 0.3 * sin(3 * phase)) / 1.8)
        }
    }

    @Test("pitch is measured within half a semitone", arguments: [90.0, 120, 200, 300])
    func pitch(hertz: Double) throws {
        let measure = try #require(VoiceMeasure(buzz(hertz, amplitude: 8000, milliseconds: 1000), characters: 4))
        #expect(abs(try #require(measure.pitch) - 12 * log2(hertz / 55)) < 0.5)
    }

    @Test("twice as loud is six decibels more; silence around it changes nothing")
    func energy() throws {
        let soft = try #require(VoiceMeasure(buzz(150, amplitude: 4000, milliseconds: 1000), characters: 4))
        let loud = try #require(VoiceMeasure([Int16](repeating: 0, count: 8000) + buzz(150, amplitude: 8000, milliseconds: 1000), characters: 4))
        #expect(abs(loud.energy - soft.energy - 6) < 0.5)
        #expect(abs(loud.rate - soft.rate) < 0.3)
    }

    @Test("a raised voice stands out from the calm one; the first utterance has nothing to stand out from")
    func tone() throws {
        var baseline = VoiceBaseline()
        let calm = try #require(VoiceMeasure(buzz(120, amplitude: 3000, milliseconds: 1000), characters: 4))
        #expect(baseline.tone(of: calm) == nil)
        baseline.heardCalm(calm)
        let raised = try #require(baseline.tone(of: VoiceMeasure(buzz(190, amplitude: 9000, milliseconds: 1000), characters: 7)))
        #expect(raised.pitch > 2 && raised.energy > 2 && raised.rate > 1)
        #expect(try #require(baseline.tone(of: calm)) == VoiceTone())
    }

    @Test("nothing is measured in silence or in too little", arguments: [[Int16](), [Int16](repeating: 0, count: 8000), [Int16](repeating: 5, count: 100)])
    func silence(samples: [Int16]) { #expect(VoiceMeasure(samples, characters: 0) == nil) }
}
