import Dispatch
import Foundation
import SpeechIntentCore
import Synchronization

/// Threads for calls into native engines, which block and cannot be stopped: never Swift's own pool.
///
/// At most `parallel` calls compute at once and at most `queue` wait. A caller gets its answer or `.timedOut` at its
/// deadline; the native call is then left to finish by itself. A call that hangs gives up its place, so that others go
/// on; when `abandoned` of them hang at once, the engine says so instead of piling up threads.
public final class EngineThreads: Sendable {
    public struct Limits: Hashable, Sendable {
        public var parallel: Int
        public var queue: Int
        public var abandoned: Int

        public init(parallel: Int = 2, queue: Int = 16, abandoned: Int = 4) {
            self.parallel = parallel
            self.queue = queue
            self.abandoned = abandoned
        }
    }

    /// An answer with the time between asking and beginning, and the processor time that it took.
    public struct Answer<Value: Sendable>: Sendable {
        public var value: Value
        public var waited: Duration
        public var compute: Duration
    }

    private struct Job: Sendable {
        var number: Int
        var run: @Sendable () -> Void
        var refuse: @Sendable (EngineFailure) -> Void
    }

    private struct State {
        var next = 0
        var waiting: [Job] = []
        var running: Set<Int> = []
        var abandoned: Set<Int> = []
    }

    private let name: String
    private let limits: Limits
    private let state = Mutex(State())
    private let alarms = DispatchQueue(label: "engine-deadlines")

    public init(name: String, limits: Limits = Limits()) {
        self.name = name
        self.limits = limits
    }

    /// Runs `work` on a thread of its own and waits for it until the deadline.
    public func run<Value: Sendable>(
        deadline: Duration, _ work: @escaping @Sendable () throws(EngineFailure) -> Value
    ) async throws(EngineFailure) -> Answer<Value> {
        let asked = ContinuousClock.now
        let result: Result<Answer<Value>, EngineFailure> = await withCheckedContinuation { continuation in
            let answer = Once(continuation)
            let number = self.submit(refuse: { answer.give(.failure($0)) }) {
                let began = ContinuousClock.now
                answer.give(Self.timed(asked.duration(to: began), work))
            }
            guard let number else { return }
            self.alarms.asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: deadline.nanoseconds))) {
                // The place is free again before the asker hears that, and may ask for it.
                answer.give(.failure(EngineFailure(.timedOut, "\(self.name) gave no answer within \(deadline)"))) { self.gaveUp(number) }
            }
        }
        return try result.get()
    }

    private static func timed<Value: Sendable>(
        _ waited: Duration, _ work: () throws(EngineFailure) -> Value
    ) -> Result<Answer<Value>, EngineFailure> {
        let before = processorTime()
        do throws(EngineFailure) {
            let value = try work()
            return .success(Answer(value: value, waited: waited, compute: processorTime() - before))
        } catch {
            return .failure(error)
        }
    }

    /// The job's number, or nil when it was refused.
    private func submit(refuse: @escaping @Sendable (EngineFailure) -> Void, _ run: @escaping @Sendable () -> Void) -> Int? {
        let refusal: EngineFailure? = state.withLock { state in
            if state.abandoned.count >= self.limits.abandoned {
                return EngineFailure(.failed, "\(self.name) hangs: \(state.abandoned.count) calls never came back; restart the service")
            }
            return state.waiting.count < self.limits.queue ? nil : EngineFailure(.overloaded, "\(self.name) has \(self.limits.queue) calls waiting")
        }
        if let refusal {
            refuse(refusal)
            return nil
        }
        let (number, started) = state.withLock { state in
            state.next += 1
            state.waiting.append(Job(number: state.next, run: run, refuse: refuse))
            return (state.next, Self.begin(&state, self.limits))
        }
        if let started { spawn(started) }
        return number
    }

    /// Takes the first waiting job when a place is free.
    private static func begin(_ state: inout State, _ limits: Limits) -> Job? {
        guard state.running.count < limits.parallel, !state.waiting.isEmpty else { return nil }
        let job = state.waiting.removeFirst()
        state.running.insert(job.number)
        return job
    }

    private func spawn(_ first: Job) {
        let thread = Thread {
            var job: Job? = first
            while let current = job {
                current.run()
                job = self.finished(current.number)
            }
        }
        thread.name = name
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// The next job for the thread that finished one; a thread that was given up has been replaced and ends.
    private func finished(_ number: Int) -> Job? {
        state.withLock { state in
            if state.abandoned.remove(number) != nil { return nil }
            state.running.remove(number)
            return Self.begin(&state, self.limits)
        }
    }

    private func gaveUp(_ number: Int) {
        let replacement = state.withLock { state -> Job? in
            state.waiting.removeAll { $0.number == number }
            if state.running.remove(number) != nil { state.abandoned.insert(number) }
            return Self.begin(&state, self.limits)
        }
        if let replacement { spawn(replacement) }
    }

    private static func processorTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

/// A continuation that is resumed by whoever comes first.
private final class Once<Value: Sendable>: Sendable {
    private let continuation: Mutex<CheckedContinuation<Value, Never>?>

    init(_ continuation: CheckedContinuation<Value, Never>) { self.continuation = Mutex(continuation) }

    /// - Parameter before: done first when this is the first answer.
    func give(_ value: Value, before: () -> Void = {}) {
        let waiting = continuation.withLock { held in
            defer { held = nil }
            return held
        }
        guard let waiting else { return }
        before()
        waiting.resume(returning: value)
    }
}
