import Testing
@testable import SpeechIntentEngines

@Suite("What a recogniser wrote becomes what was said")
struct SherpaTranscriptTests {
    @Test("The confidence at the end is taken off")
    func confidence() {
        #expect(SherpaTranscript.of("我要转人工客服。<|0.833|>", speech: 2) == SherpaTranscript(text: "我要转人工客服", confidence: 0.833))
        #expect(SherpaTranscript.of("我要转人工客服<|7|>", speech: 2).confidence == 1)
    }

    @Test("A text whose end was never reached is trusted little, one of a silent network moderately")
    func untold() {
        #expect(SherpaTranscript.of("我家暖气不热", speech: 2).confidence == 0.3)
        #expect(SherpaTranscript.of("我家暖气不热", finished: false, speech: 2).confidence == 0.7)
    }

    @Test(
        "Punctuation goes, what was said stays",
        arguments: [
            ("好的,谢谢!", "好的谢谢"), ("室温 18.5 度。", "室温18.5度"), ("我的 VIP 卡", "我的VIP卡"), ("用 Apple Pay 付的", "用Apple Pay付的"),
            ("。。。", ""), ("3.", "3"), ("“老人、孩子”", "老人孩子"), ("<|", ""), ("🎵", ""),
        ])
    func punctuation(written: String, said: String) {
        #expect(SherpaTranscript.spoken(written[...]) == said)
    }

    @Test("Without speech in the sound nothing was said")
    func silence() {
        #expect(SherpaTranscript.of("谢谢大家<|0.99|>", speech: 0) == .silence)
        #expect(SherpaTranscript.of("<|0.99|>", speech: 3) == .silence)
    }

    @Test("More syllables than a mouth can make were not said")
    func tooFast() {
        let text = "请您帮我查一下我家的暖气费账单谢谢"
        #expect(SherpaTranscript.of(text + "<|0.9|>", speech: 3).text == text)
        #expect(SherpaTranscript.of(text + "<|0.9|>", speech: 0.5) == .silence)
    }

    @Test("A decoder caught in a loop said nothing; a repeated digit or word did")
    func loops() {
        #expect(SherpaTranscript.isLoop(String(repeating: "好的", count: 12)))
        #expect(SherpaTranscript.isLoop("我要" + String(repeating: "我的快递", count: 8)))
        #expect(!SherpaTranscript.isLoop("喂喂喂"))
        #expect(SherpaTranscript.of("费,费,费,费,费,费,费,费,", speech: 3) == .silence)
        #expect(SherpaTranscript.of("对对对对对对<|0.8|>", speech: 3).text == "对对对对对对")
        #expect(!SherpaTranscript.isLoop("我的户号是" + String(repeating: "0", count: 24)))
        #expect(!SherpaTranscript.isLoop("我家暖气不热已经三天了你们到底什么时候能派人来修一下"))
    }

    @Test("A subtitle written with doubt is none of the caller's words")
    func subtitles() {
        #expect(SherpaTranscript.of("字幕由志愿者提供<|0.5|>", speech: 3) == .silence)
        #expect(SherpaTranscript.of("视频的字幕不显示<|0.9|>", speech: 3).text == "视频的字幕不显示")
    }
}
