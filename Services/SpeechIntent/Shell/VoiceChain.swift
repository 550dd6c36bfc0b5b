import Logging
import Runtime
import SpeechIntentCore
import Vocabulary

/// Speaks with one voice after another: what the first could not say the next goes on with.
struct VoiceChain: Sendable {
    private let engines: [any Synthesizer]
    private let limit: Duration
    private let health: EngineHealth

    init(_ engines: SpeechEngines, time: any TimeSource, metrics: Metrics, log: Logger) {
        self.engines = engines.voices
        limit = engines.deadlines.speech
        health = EngineHealth(engines.voices.map(\.name), rest: engines.deadlines.rest, time: time, metrics: metrics, log: log)
    }

    /// - Parameters:
    ///   - skipping: so many of those that would be asked first; they were asked already.
    ///   - take: gets each piece; false when no more is wanted.
    func speak(_ text: String, rate: Double, skipping: Int = 0, take: (SpokenPiece) async -> Bool) async {
        var rest = text[...]
        for index in health.next().dropFirst(skipping) {
            do {
                for try await piece in engines[index].speak(String(rest), rate: rate, deadline: limit) {
                    rest = rest.dropFirst(piece.text.count)
                    guard await take(piece) else { return }
                }
                return health.worked(index)
            } catch { health.failed(index, error) }
        }
    }

    /// A whole prompt as sound; nil when no voice could say it.
    func sound(of prompt: String) async -> SpokenPiece? {
        var samples: [Int16] = []
        await speak(prompt, rate: 1) { piece in
            samples += piece.samples
            return !Task.isCancelled
        }
        return samples.isEmpty ? nil : SpokenPiece(text: prompt, samples: samples, compute: .zero)
    }

    /// Says prompts once, so that a voice with a memory has them ready.
    func warm(_ prompts: [String]) async {
        for prompt in prompts where !Task.isCancelled { await speak(prompt, rate: 1) { _ in !Task.isCancelled } }
    }
}
