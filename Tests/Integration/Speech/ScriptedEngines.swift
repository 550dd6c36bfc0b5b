import SpeechIntentCore
import Synchronization
import Vocabulary

/// Answers what the test wrote down, in order; the last repeats. Nil hangs until the deadline.
final class ScriptedRecognizer: Recognizer {
    let name: String
    private let answers: Mutex<[String?]>
    let asked = Atomic<Int>(0)

    init(_ name: String, _ answers: [String?]) {
        self.name = name
        self.answers = Mutex(answers)
    }

    func recognise(_ samples: [Int16], deadline: Duration) async throws(EngineFailure) -> Recognition {
        asked.add(1, ordering: .relaxed)
        let answer = answers.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? nil }
        guard let answer else {
            try? await Task.sleep(for: deadline)
            throw EngineFailure(.timedOut, "as written")
        }
        return Recognition(text: answer, confidence: 0.9, compute: .milliseconds(5), waited: .zero)
    }
}

/// One frame of sound a character.
struct ScriptedVoice: Synthesizer {
    let name: String
    var fails = false
    /// Says nothing until the deadline.
    var hangs = false

    func speak(_ text: String, rate: Double, deadline: Duration) -> AsyncThrowingStream<SpokenPiece, any Error> {
        AsyncThrowingStream { stream in
            guard !fails else { return stream.finish(throwing: EngineFailure(.failed, "as written")) }
            if hangs {
                let waiting = Task {
                    try? await Task.sleep(for: deadline)
                    stream.finish(throwing: EngineFailure(.timedOut, "as written"))
                }
                stream.onTermination = { _ in waiting.cancel() }
                return
            }
            for piece in SpeechPieces.cut(text) {
                stream.yield(SpokenPiece(text: piece, samples: [Int16](repeating: 500, count: 160 * piece.count), compute: .milliseconds(1)))
            }
            stream.finish()
        }
    }
}

/// Loud is speech.
struct LoudnessActivity: VoiceActivity {
    mutating func heard(_ samples: [Int16]) -> Double { samples.contains { abs(Int($0)) > 4000 } ? 1 : 0 }
}

/// Streams its pieces, then ends, fails, or hangs until the deadline.
struct ScriptedModel: LanguageModel {
    enum End: Sendable { case finishes, fails, hangs }
    let name = "model"
    var pieces: [String]
    var end = End.finishes

    func answer(_ prompt: ModelPrompt, deadline: Duration) -> AsyncThrowingStream<String, any Error> {
        AsyncThrowingStream { stream in
            for piece in pieces { stream.yield(piece) }
            switch end {
            case .finishes: stream.finish()
            case .fails: stream.finish(throwing: EngineFailure(.failed, "as written"))
            case .hangs: break
            }
        }
    }
}
