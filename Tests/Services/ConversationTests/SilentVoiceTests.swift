import Contracts
import SpeechIntentCore
import Testing
import Vocabulary

@Suite("A voice that stands still")
struct SilentVoiceTests {
    /// A greeted line whose bridges are ready, 100 ms a character.
    private func greeted(ready: Bool = true) -> PhoneLine {
        var line = PhoneLine()
        line.words = [.words("怎么收费", "fee_standard")]
        if ready { line.call.ready = Prompt.bridges.map { SpokenPiece(text: $0, samples: [Int16](repeating: 900, count: 800 * $0.count), compute: .zero) } }
        line.begin()
        line.silence(5000)
        return line
    }

    @Test("the first word is missing: a filler, a ready phrase and the next engine, the keypad, a person; never two seconds of silence", arguments: [true, false])
    func ladder(ready: Bool) throws {
        var line = greeted(ready: ready)
        line.voiceBreaksAfter = 0
        line.speech(1200)
        line.silence(20_000)
        #expect(line.saidElsewhere.first?.text == "每平米二十二元。要不要顺便查一下您的热费？")
        #expect(line.longestQuiet <= 2000)
        #expect(line.handOvers.first?.reason == .actionFailed)
    }

    @Test("the next engine says what the first did not, and late sound of the first changes nothing")
    func nextEngine() throws {
        var line = greeted()
        line.voiceBreaksAfter = 0
        line.hasOtherVoice = true
        line.speech(1200)
        line.silence(4500)
        let generation = line.call.conversation.state.generation
        line.step { $0.pieceSpoken(generation, SpokenPiece(text: "每平米", samples: [1], compute: .zero), by: 0, at: $1) }
        line.silence(2800)
        let text = line.call.conversation.state.transcript.last { $0.speaker == .assistant }?.text
        #expect(text == Prompt.bridges[0] + Prompt.bridges[1] + "每平米二十二元。要不要顺便查一下您的热费？")
        #expect(line.longestQuiet <= 2000)
        #expect(line.handOvers.isEmpty)
    }

    @Test("it stops in the middle: what is left is said by the next engine")
    func middle() throws {
        var line = greeted()
        line.voiceBreaksAfter = 8
        line.hasOtherVoice = true
        line.speech(1200)
        line.silence(8000)
        #expect(line.saidElsewhere.map(\.text) == ["要不要顺便查一下您的热费？"])
        #expect(line.longestQuiet <= 2000)
    }

    @Test("a voice that answers in time is not disturbed")
    func inTime() {
        var line = greeted()
        line.synthesis = 600
        line.speech(1200)
        line.silence(8000)
        #expect(line.call.conversation.state.transcript.last?.text == "每平米二十二元。要不要顺便查一下您的热费？")
        #expect(line.saidElsewhere.isEmpty)
    }

    @Test("no engine gives any sound at all: said once more, then a person")
    func nothing() {
        var line = greeted()
        line.speech(1200)
        line.silence(700)
        let generation = line.call.conversation.state.generation
        line.step { $0.speechEnded(generation, at: $1) }
        line.silence(4000)
        #expect(line.longestQuiet <= 2000)
    }

    @Test("key 0 reaches a person in the middle of it")
    func keypad() {
        var line = greeted()
        line.voiceBreaksAfter = 0
        line.speech(1200)
        line.silence(6000)
        line.step { $0.controlReceived(.digit(0x30), at: $1) }
        #expect(line.handOvers.first?.reason == .asked)
    }
}
