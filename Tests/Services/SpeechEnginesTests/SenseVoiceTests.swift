import SpeechIntentCore
import Testing

@testable import SpeechIntentEngines

@Suite("SenseVoice's tags")
struct SenseVoiceTests {
    @Test(
        "are taken off and read, whatever their order",
        arguments: [
            ("<|zh|><|ANGRY|><|Speech|><|withitn|>你们到底管不管。", "你们到底管不管", VoiceEmotion.angry),
            ("<|NEUTRAL|>我要查热费", "我要查热费", .neutral), ("<|zh|><|EMO_UNKNOWN|><|BGM|><|woitn|> 我要查热费", "我要查热费", nil), ("我要查热费", "我要查热费", nil),
            ("<|zh|><|SAD|>我要查热费<|0.9|>", "我要查热费", .sad),
        ] as [(String, String, VoiceEmotion?)])
    func tags(written: String, text: String, emotion: VoiceEmotion?) {
        let heard = SherpaTranscript.of(written, finished: false, speech: 3)
        #expect(heard.text == text)
        #expect(heard.emotion == emotion)
    }

    @Test("nobody spoke", arguments: ["<|nospeech|><|EMO_UNKNOWN|><|Event_UNK|><|woitn|>。", "<|nospeech|>字", "<|zh|>", "<|", "<|zh"])
    func silence(written: String) {
        let text = SherpaTranscript.of(written, finished: false, speech: 3).text
        #expect(text.isEmpty || written == "<|zh")
    }

    @Test("an angry voice adds to polite words, a calm one takes nothing away")
    func anger() {
        var understood = Understood(industry: "heating", intent: "not_hot_home", confidence: 1, inScope: 1, anger: 40)
        understood.hear(.neutral)
        #expect(understood.anger == 40)
        understood.hear(.angry)
        #expect(understood.anger == 60)
        for _ in 0..<5 { understood.hear(.disgusted) }
        #expect(understood.anger == 100)
    }
}
