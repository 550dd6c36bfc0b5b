import Dispatch
import SpeechIntentCore
import Synchronization

/// A thread of an engine's own that does one computation after another, with a bounded queue and deadlines.
///
/// Engines block for tens or hundreds of milliseconds, which must never happen on Swift's few shared threads.
final class EngineLane: Sendable {
    private let queue: DispatchQueue
    private let name: String
    private let waiting = Mutex(0)
    private let capacity: Int

    /// - Parameter capacity: computations that may wait or run at once; more are refused.
    init(name: String, capacity: Int) {
        self.name = name
        self.capacity = capacity
        queue = DispatchQueue(label: name, qos: .userInitiated)
    }

    /// Runs `work` and gives its answer, or `.timedOut` when the deadline passes first: a computation that has begun
    /// goes on, and its answer is dropped; one that has not is skipped.
    func run<Answer: Sendable>(deadline: Duration, _ work: @escaping @Sendable () throws(EngineFailure) -> Answer) async throws(EngineFailure) -> Answer {
        guard enter() else { throw EngineFailure(.overloaded, "\(name) has \(capacity) computations waiting") }
        let result: Result<Answer, EngineFailure> = await withCheckedContinuation { continuation in
            let race = Race(continuation)
            queue.async { [self] in
                defer { leave() }
                guard race.isOpen else { return }
                do throws(EngineFailure) { race.finish(.success(try work())) } catch { race.finish(.failure(error)) }
            }
            DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: deadline.nanoseconds))) { [name] in
                race.finish(.failure(EngineFailure(.timedOut, "\(name) gave no answer in \(Int(deadline.milliseconds)) ms")))
            }
        }
        return try result.get()
    }

    private func enter() -> Bool {
        waiting.withLock { count in
            if count >= capacity { return false }
            count += 1
            return true
        }
    }

    private func leave() { waiting.withLock { $0 -= 1 } }
}

/// Answers a waiting caller once, whoever comes first.
private final class Race<Answer: Sendable>: Sendable {
    private let continuation: Mutex<CheckedContinuation<Result<Answer, EngineFailure>, Never>?>

    init(_ continuation: CheckedContinuation<Result<Answer, EngineFailure>, Never>) { self.continuation = Mutex(continuation) }

    var isOpen: Bool { continuation.withLock { $0 != nil } }

    func finish(_ result: Result<Answer, EngineFailure>) {
        let waiting = continuation.withLock { present in
            defer { present = nil }
            return present
        }
        waiting?.resume(returning: result)
    }
}
