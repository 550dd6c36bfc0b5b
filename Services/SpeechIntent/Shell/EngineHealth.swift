import Logging
import Runtime
import SpeechIntentCore
import Synchronization
import Vocabulary

/// How the engines of one kind have done lately, and in which order they are asked next; failures are counted and logged.
final class EngineHealth: Sendable {
    private let names: [String]
    private let failures: [Counter]
    private let order: Mutex<EngineOrder>
    private let time: any TimeSource
    private let log: Logger

    init(_ names: [String], rest: Duration, time: any TimeSource, metrics: Metrics, log: Logger) {
        self.names = names
        failures = names.map { metrics.counter("hotline_speech_engine_failures_total", "Engines that gave no answer.", ["engine": $0]) }
        order = Mutex(EngineOrder(count: names.count, rest: rest))
        self.time = time
        self.log = log
    }

    /// Indices into the engines as listed.
    func next() -> [Int] { order.withLock { $0.order(at: time.instant()) } }

    func worked(_ index: Int) { order.withLock { $0.worked(index) } }

    func failed(_ index: Int, _ error: any Error) {
        let code = (error as? EngineFailure)?.code
        failures[index].add()
        log.warning("an engine gave nothing; the next is asked", metadata: ["engine": "\(names[index])", "error": "\(code?.rawValue ?? "failed")"])
        // One with too much to do is well: the next utterance may find it free.
        if code != .overloaded { order.withLock { $0.failed(index, at: time.instant()) } }
    }
}
