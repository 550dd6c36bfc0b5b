import SpeechIntentCore
import Testing
@testable import SpeechIntentEngines

/// What every recogniser must do. An engine's tests call each of these with the engine.
struct RecognizerConformance {
    let recognizer: any Recognizer
    private let ample = Duration.seconds(120)

    func hearsNothingInSilence() async throws {
        for samples in [[], [Int16](repeating: 0, count: 16_000), [Int16](repeating: 12, count: 24_000)] {
            let heard = try await recognizer.recognise(samples, deadline: ample)
            #expect(heard.text.isEmpty, "silence of \(samples.count) samples")
        }
    }

    func hearsNothingInNoise(seed: UInt64) async throws {
        for loudness in [100, 1000, 6000] {
            let heard = try await recognizer.recognise(TestSound.noise(seconds: 3, loudness: loudness, seed: seed), deadline: ample)
            #expect(heard.text.isEmpty, "noise of \(loudness), seed \(seed)")
        }
    }

    func takesThirtySecondsAndNoMore() async throws {
        let longest = TestSound.noise(seconds: 30, loudness: 2000, seed: 5)
        _ = try await recognizer.recognise(longest, deadline: ample)
        let failure = await #expect(throws: EngineFailure.self) { try await recognizer.recognise(longest + [0], deadline: ample) }
        #expect(failure?.code == .failed)
    }

    func answersAtTheDeadline(_ utterance: [Int16]) async throws {
        let failure = await #expect(throws: EngineFailure.self) { try await recognizer.recognise(utterance, deadline: .milliseconds(1)) }
        #expect(failure?.code == .timedOut)
        #expect(try await !recognizer.recognise(utterance, deadline: ample).text.isEmpty, "the next call is answered all the same")
    }

    func answersCallsAtOnce(_ utterance: [Int16]) async throws {
        let alone = try await recognizer.recognise(utterance, deadline: ample)
        try await withThrowingTaskGroup(of: Recognition.self) { group in
            for _ in 0..<6 { group.addTask { try await recognizer.recognise(utterance, deadline: ample) } }
            for try await heard in group { #expect(heard.text == alone.text && heard.confidence == alone.confidence) }
        }
    }

    func understands(_ utterance: [Int16], said: String, errors allowed: Double) async throws {
        let heard = try await recognizer.recognise(utterance, deadline: ample)
        let errors = EditDistance.between(heard.text, said)
        #expect(Double(errors) <= allowed * Double(said.count), "heard \(heard.text) for \(said)")
        #expect((0...1).contains(heard.confidence))
        #expect(heard.compute > .zero && heard.waited >= .zero)
    }
}
