import Contracts
import SpeechIntentCore
import Testing
import Vocabulary

@Suite("What no recording may hold")
struct SensitiveTests {
    private var pack: Pack {
        var pack = SmallPack.pack
        let card = Slot(name: "card", kind: .entity(.idCard), prompt: "请用键盘输入身份证号。", isReadBack: true, keypadDigits: 18)
        pack.scenarios[1].slots.insert(card, at: 0)
        return pack
    }

    private func pauses(_ line: PhoneLine) -> [Bool] {
        line.controls.compactMap { if case .recordingPaused(let isPaused) = $0.1 { isPaused } else { nil } }
    }

    @Test("the recording pauses when the number is asked, through its reading back, and goes on after the yes")
    func number() {
        var line = PhoneLine(pack)
        line.begin()
        line.silence(3000)
        line.words = [.words("暖气不热", "not_hot_home")]
        line.speech(1200)
        line.silence(3000)
        #expect(pauses(line) == [true])
        for key in "110101199003074477" { line.step { $0.controlReceived(.digit(key.asciiValue ?? 0), at: $1) } }
        line.silence(3000)
        #expect(pauses(line) == [true, false])
    }

    @Test("whoever leaves the question leaves the pause: a person is asked for")
    func left() {
        var line = PhoneLine(pack)
        line.begin()
        line.silence(3000)
        line.words = [.words("暖气不热", "not_hot_home")]
        line.speech(1200)
        line.silence(3000)
        line.step { $0.controlReceived(.digit(0x30), at: $1) }
        line.silence(9000)
        #expect(pauses(line) == [true, false])
    }

    @Test("the knowledge factor is one; a telephone number is none")
    func factor() {
        var talk = Talk.begun()
        talk.caller("报一下表数", "meter_reading")
        #expect(talk.conversation.isSensitive)
        var other = Talk.begun(known: false)
        other.caller("查热费", "bill_query")
        #expect(!other.conversation.isSensitive)
    }
}
