import Audio
import SpeechIntentCore
import SpeechIntentEngines
import Testing

/// What the voices say is understood: spoken, sent as A-law, and recognised again.
@Suite(.enabled(if: VoiceModels.hasVoice && VoiceModels.has("whisper/encoder.int8.onnx"), "\(VoiceModels.reason)"), .serialized)
struct RoundTripTests {
    static let sentences = [
        "您好，这里是智能助手，本次通话将被录音。", "我家暖气不热，已经三天了，你们什么时候来修？", "银行还款日期，请您重复一遍。",
        "对不起，我没有听清楚，请您再说一遍好吗？", "不用客气，感谢您的来电，再见！",
    ]

    @Test func theAssistantIsUnderstood() async throws {
        #expect(try await errorRate(SherpaVoice(VoiceModels.folder)) < 0.15)
    }

    @Test func theCallerIsUnderstood() async throws {
        #expect(try await errorRate(CallerVoice(VoiceModels.folder)) < 0.2)
    }

    /// Wrong characters to all characters.
    private func errorRate(_ voice: any Synthesizer) async throws -> Double {
        let recogniser = try SherpaRecognizer(VoiceModels.folder)
        var wrong = 0, all = 0
        for sentence in Self.sentences {
            let samples = try await SynthesizerConformance(voice: voice).samples(sentence)
            let heard = try await recogniser.recognise(G711.linear(aLaw: G711.aLaw(samples)), deadline: .seconds(60))
            let said = Array(sentence.filter(\.isLetter))
            wrong += distance(said, Array(heard.text.filter(\.isLetter)))
            all += said.count
        }
        return Double(wrong) / Double(all)
    }

    /// Levenshtein.
    private func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (index, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (other, candidate) in right.enumerated() {
                let next = min(row[other + 1] + 1, row[other] + 1, diagonal + (character == candidate ? 0 : 1))
                diagonal = row[other + 1]
                row[other + 1] = next
            }
        }
        return row[right.count]
    }
}
