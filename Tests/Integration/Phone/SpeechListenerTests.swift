import Audio
import Phone
import Testing
import Vocabulary

@Suite("The caller's ear") struct SpeechListenerTests {
    /// Frames of 20 ms, loud where the text has `#`.
    private func listen(_ pattern: String, to listener: inout SpeechListener) -> [SpeechListener.Effect] {
        var effects: [SpeechListener.Effect] = []
        for (index, frame) in pattern.enumerated() {
            let power = Level.power(decibels: frame == "#" ? -20 : -70)
            effects += listener.heard(power: power, duration: .milliseconds(20), at: .zero + .milliseconds(Int64(index + 1) * 20))
        }
        return effects
    }

    @Test("hears speech begin at its first loud frame")
    func begins() {
        var listener = SpeechListener()
        #expect(self.listen("....####", to: &listener) == [.began(at: .zero + .milliseconds(80))])
        #expect(listener.isSpeaking)
    }

    @Test("takes a click for nothing")
    func click() {
        var listener = SpeechListener()
        #expect(self.listen("..##....#...##..", to: &listener).isEmpty)
    }

    @Test("bridges pauses shorter than its patience and believes in longer ones")
    func pauses() {
        var listener = SpeechListener()
        let effects = self.listen("#####" + String(repeating: ".", count: 40) + "#####", to: &listener)
        #expect(effects.count == 1)
        let deadline = listener.nextDeadline!
        #expect(deadline == .zero + .milliseconds(50 * 20 + 900))
        #expect(listener.tick(at: deadline) == [.ended(at: .zero + .milliseconds(1000), voiced: .milliseconds(200))])
        #expect(listener.nextDeadline == nil)
    }
}
