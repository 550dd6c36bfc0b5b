import Logging
import Runtime
import SpeechIntentCore
import Synchronization
import Vocabulary

/// Speaks with one voice after another: what the first could not say the next goes on with.
final class VoiceChain: Sendable {
    private let engines: [any Synthesizer]
    private let deadlines: SpeechEngines.Deadlines
    private let time: any TimeSource
    private let log: Logger
    private let failures: [Counter]
    private let health: Mutex<EngineOrder>

    init(_ engines: SpeechEngines, time: any TimeSource, metrics: Metrics, log: Logger) {
        self.engines = engines.voices
        deadlines = engines.deadlines
        self.time = time
        self.log = log
        failures = engines.voices.map { metrics.counter("hotline_speech_engine_failures_total", "Engines that gave no answer.", ["engine": $0.name]) }
        health = Mutex(EngineOrder(count: engines.voices.count, rest: engines.deadlines.rest))
    }

    /// - Parameter take: gets each piece; false when no more is wanted.
    func speak(_ text: String, rate: Double, take: (SpokenPiece) async -> Bool) async {
        var rest = text[...]
        for index in health.withLock({ $0.order(at: time.instant()) }) {
            do {
                for try await piece in engines[index].speak(String(rest), rate: rate, deadline: deadlines.speech) {
                    rest = rest.dropFirst(piece.text.count)
                    guard await take(piece) else { return }
                }
                return health.withLock { $0.worked(index) }
            } catch {
                failures[index].add()
                log.warning("a voice fell silent; the next goes on", metadata: ["engine": "\(engines[index].name)", "error": "\(Self.code(error))"])
                health.withLock { $0.failed(index, at: time.instant()) }
            }
        }
    }

    /// Says prompts once, so that a voice with a memory has them ready.
    func warm(_ prompts: [String]) async {
        for prompt in prompts where !Task.isCancelled { await speak(prompt, rate: 1) { _ in !Task.isCancelled } }
    }

    private static func code(_ error: any Error) -> String { (error as? EngineFailure)?.code.rawValue ?? "failed" }
}
