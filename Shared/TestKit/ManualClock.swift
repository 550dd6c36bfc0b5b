import Synchronization
import Vocabulary

/// Time that passes when the test says so: for machines as a `TimeSource`, for tasks as a `Clock`.
public final class ManualClock: Clock, TimeSource, Sendable {
    public typealias Duration = Swift.Duration

    private struct Sleeper {
        var wakeAt: Vocabulary.Instant
        var continuation: CheckedContinuation<Void, any Error>
    }
    private struct State {
        var now = Vocabulary.Instant.zero
        var sleepers: [UInt64: Sleeper] = [:]
        var cancelled: Set<UInt64> = []
        var names: UInt64 = 0
    }

    private let state = Mutex(State())
    private let epoch: Timestamp

    /// - Parameter epoch: what UTC shows when the clock stands at zero; by default 2026-01-01T00:00:00Z.
    public init(epoch: Timestamp = Timestamp(microseconds: 1_767_225_600_000_000)) { self.epoch = epoch }

    public var now: Vocabulary.Instant { state.withLock { $0.now } }
    public var minimumResolution: Duration { .nanoseconds(1) }
    public func instant() -> Vocabulary.Instant { now }
    public func timestamp() -> Timestamp { epoch + (now - .zero) }
    /// How many tasks wait for time to pass.
    public var sleeping: Int { state.withLock { $0.sleepers.count } }

    /// Wakes, earliest first, every sleeper whose time has come.
    public func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.now = state.now + duration
            let due = state.sleepers.filter { $0.value.wakeAt <= state.now }.sorted { ($0.value.wakeAt, $0.key) < ($1.value.wakeAt, $1.key) }
            for (name, _) in due { state.sleepers[name] = nil }
            return due.map(\.value.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    public func sleep(until deadline: Vocabulary.Instant, tolerance: Duration?) async throws {
        let name = state.withLock { state in
            state.names += 1
            return state.names
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in park(continuation, until: deadline, as: name) }
        } onCancel: {
            cancel(name)
        }
    }

    private func park(_ continuation: CheckedContinuation<Void, any Error>, until deadline: Vocabulary.Instant, as name: UInt64) {
        enum Fate { case parked, due, cancelled }
        let fate: Fate = state.withLock { state in
            if state.cancelled.remove(name) != nil { return .cancelled }
            if deadline <= state.now { return .due }
            state.sleepers[name] = Sleeper(wakeAt: deadline, continuation: continuation)
            return .parked
        }
        switch fate {
        case .parked: break
        case .due: continuation.resume()
        case .cancelled: continuation.resume(throwing: CancellationError())
        }
    }

    private func cancel(_ name: UInt64) {
        let sleeper = state.withLock { state in
            let sleeper = state.sleepers.removeValue(forKey: name)
            // Cancellation may come before the sleeper is parked: remember it, else it would sleep for ever.
            if sleeper == nil { state.cancelled.insert(name) }
            return sleeper
        }
        sleeper?.continuation.resume(throwing: CancellationError())
    }
}
