import Audio
import Foundation
import SpeechIntentCore
import Synchronization

/// A voice behind an OpenAI-compatible endpoint: `POST audio/speech`, answered with a WAVE file. Remembers what it said.
public final class SpeechEndpoint: Synthesizer {
    public let name: String
    private let endpoint: Endpoint
    private let voice: String
    private let said = Mutex(RecentCache<String, [Int16]>(capacity: 32 << 20))

    public init(_ endpoint: Endpoint, voice: String) {
        name = "speech-" + endpoint.model
        self.endpoint = endpoint
        self.voice = voice
    }

    public func speak(_ text: String, rate: Double, deadline: Duration) -> AsyncThrowingStream<SpokenPiece, any Error> {
        spokenPieces(of: text) { piece in try await self.spoken(piece, rate: min(max(rate, 0.7), 1.3), deadline: deadline) }
    }

    private func spoken(_ piece: String, rate: Double, deadline: Duration) async throws(EngineFailure) -> SpokenPiece {
        let words = SpeechNormaliser().spoken(piece)
        guard words.contains(where: { $0.isLetter || $0.isNumber }) else { return SpokenPiece(text: piece, samples: [], compute: .zero) }
        let key = "\(rate) \(words)"
        if let samples = said.withLock({ $0.value(for: key) }) { return finished(piece, samples, .zero) }
        let start = ContinuousClock.now
        let samples = try await sound(of: words, rate: rate, deadline: deadline)
        said.withLock { $0.keep(samples, for: key, cost: samples.count * 2 + key.utf8.count) }
        return finished(piece, samples, start.duration(to: .now))
    }

    private func finished(_ piece: String, _ samples: [Int16], _ compute: Duration) -> SpokenPiece {
        SpokenPiece(text: piece, samples: samples.isEmpty ? [] : samples + SpeechPause.samples(after: piece), compute: compute)
    }

    private func sound(of words: String, rate: Double, deadline: Duration) async throws(EngineFailure) -> [Int16] {
        let question = Question(model: endpoint.model, voice: voice, input: words, speed: rate)
        guard let body = try? JSONEncoder().encode(question) else { throw EngineFailure(.failed, "the text cannot be sent") }
        let data = try await HTTPExchange.answer(endpoint.post("audio/speech", type: "application/json", body: body), deadline: deadline)
        guard let wave = try? WaveFile(Array(data)) else { throw EngineFailure(.failed, "\(name) sent no WAVE file") }
        let samples = VoiceLevel.finished(wave.mono(at: 8000))
        guard !samples.isEmpty else { throw EngineFailure(.failed, "\(name) sent silence") }
        return samples
    }

    private struct Question: Encodable {
        var model, voice, input: String
        var response_format = "wav"
        var speed: Double
    }
}
