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

    /// - Parameter take: gets each piece; false when no more is wanted.
    func speak(_ text: String, rate: Double, take: (SpokenPiece) async -> Bool) async {
        var rest = text[...]
        for index in health.next() {
            do {
                for try await piece in engines[index].speak(String(rest), rate: rate, deadline: limit) {
                    rest = rest.dropFirst(piece.text.count)
                    guard await take(piece) else { return }
                }
                return health.worked(index)
            } catch { health.failed(index, error) }
        }
    }

    /// Says prompts once, so that a voice with a memory has them ready.
    func warm(_ prompts: [String]) async {
        for prompt in prompts where !Task.isCancelled { await speak(prompt, rate: 1) { _ in !Task.isCancelled } }
    }
}
