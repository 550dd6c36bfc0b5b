import SpeechIntentCore
import Testing

@Suite struct SpeechPiecesTests {
    @Test func beginsWithTheFirstClauseAndGoesOnBySentence() {
        #expect(
            SpeechPieces.cut("您好，这里是智能助手，本次通话将被录音。请问有什么可以帮您？")
                == ["您好，", "这里是智能助手，本次通话将被录音。", "请问有什么可以帮您？"])
    }

    @Test func leavesNumbersWhole() {
        #expect(SpeechPieces.cut("共1,234.50元，8:00到") == ["共1,234.50元，", "8:00到"])
    }

    @Test(arguments: ["", "。", "，，，", "你好", String(repeating: "啊", count: 500), String(repeating: "今天天气好，", count: 80), "a.b.c,1:2\n\n好！？"])
    func losesNothing(_ text: String) {
        let pieces = SpeechPieces.cut(text)
        #expect(pieces.joined() == text)
        #expect(pieces.allSatisfy { !$0.isEmpty && $0.count <= 60 })
    }
}
