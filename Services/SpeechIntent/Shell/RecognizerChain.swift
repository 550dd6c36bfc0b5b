import Logging
import Runtime
import SpeechIntentCore
import Vocabulary

/// Asks one recogniser after another until one answers.
struct RecognizerChain: Sendable {
    private let engines: [any Recognizer]
    private let limit: Duration
    private let health: EngineHealth

    init(_ engines: SpeechEngines, time: any TimeSource, metrics: Metrics, log: Logger) {
        self.engines = engines.recognisers
        limit = engines.deadlines.recognition
        health = EngineHealth(engines.recognisers.map(\.name), rest: engines.deadlines.rest, time: time, metrics: metrics, log: log)
    }

    /// - Parameter skipping: so many of those that would be asked first; they were asked already.
    /// - Returns: nil when no engine could.
    func recognise(_ samples: [Int16], skipping: Int = 0) async -> Recognition? {
        let deadline = limit + .microseconds(125 * samples.count / 2)
        for index in health.next().dropFirst(skipping) {
            do {
                let recognition = try await engines[index].recognise(samples, deadline: deadline)
                health.worked(index)
                return recognition
            } catch { health.failed(index, error) }
        }
        return nil
    }
}
