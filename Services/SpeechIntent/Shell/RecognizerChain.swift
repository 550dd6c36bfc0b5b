import Logging
import Runtime
import SpeechIntentCore
import Synchronization
import Vocabulary

/// Asks one recogniser after another until one answers.
final class RecognizerChain: Sendable {
    private let engines: [any Recognizer]
    private let deadlines: SpeechEngines.Deadlines
    private let time: any TimeSource
    private let log: Logger
    private let failures: [Counter]
    private let health: Mutex<EngineOrder>

    init(_ engines: SpeechEngines, time: any TimeSource, metrics: Metrics, log: Logger) {
        self.engines = engines.recognisers
        deadlines = engines.deadlines
        self.time = time
        self.log = log
        failures = engines.recognisers.map { metrics.counter("hotline_speech_engine_failures_total", "Engines that gave no answer.", ["engine": $0.name]) }
        health = Mutex(EngineOrder(count: engines.recognisers.count, rest: engines.deadlines.rest))
    }

    /// - Returns: nil when no engine could.
    func recognise(_ samples: [Int16]) async -> Recognition? {
        let deadline = deadlines.recognition + .microseconds(125 * samples.count / 2)
        for index in health.withLock({ $0.order(at: time.instant()) }) {
            do {
                let recognition = try await engines[index].recognise(samples, deadline: deadline)
                health.withLock { $0.worked(index) }
                return recognition
            } catch {
                failed(index, error)
            }
        }
        return nil
    }

    private func failed(_ index: Int, _ error: EngineFailure) {
        failures[index].add()
        log.warning("a recogniser gave nothing; the next is asked", metadata: ["engine": "\(engines[index].name)", "error": "\(error.code.rawValue)"])
        // An engine with too much to do is well; the next utterance may find it free.
        if error.code != .overloaded { health.withLock { $0.failed(index, at: time.instant()) } }
    }
}
