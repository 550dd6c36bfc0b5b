import Foundation
import Testing
@testable import SpeechIntentEngines

@Suite("Telephone sound doubled in rate")
struct RateDoublerTests {
    @Test("A tone keeps its strength and gains no image", arguments: [300.0, 1000, 2000, 3000])
    func tone(hertz: Double) {
        let given = (0..<4000).map { Int16(10000 * sin(2 * .pi * hertz * Double($0) / 8000)) }
        var doubler = RateDoubler()
        let doubled = Array(doubler.double(given).dropFirst(200).prefix(6400))
        #expect(abs(strength(doubled, at: hertz) - 10000 / 32768) < 0.004)
        #expect(strength(doubled, at: 8000 - hertz) < 0.001)
    }

    @Test("Pieces give the same as the whole")
    func pieces() {
        let given = (0..<1000).map { Int16(truncatingIfNeeded: $0 &* 7919) }
        var whole = RateDoubler(), parts = RateDoubler()
        let expected = whole.double(given)
        var got: [Float] = []
        for start in stride(from: 0, to: given.count, by: 37) { got += parts.double(Array(given[start..<min(start + 37, given.count)])) }
        #expect(got == expected)
        #expect(parts.double([]).isEmpty)
    }

    /// Amplitude of one frequency at 16 kHz.
    private func strength(_ sound: [Float], at hertz: Double) -> Double {
        var re = 0.0, im = 0.0
        for (at, value) in sound.enumerated() {
            let angle = 2 * .pi * hertz * Double(at) / 16000
            re += Double(value) * cos(angle)
            im += Double(value) * sin(angle)
        }
        return 2 * (re * re + im * im).squareRoot() / Double(sound.count)
    }
}
