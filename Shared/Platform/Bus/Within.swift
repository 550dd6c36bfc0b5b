/// Waits for an operation, but never beyond a limit, also when the operation ignores its cancellation.
///
/// - Parameter executor: where the operation runs; nil is the global pool.
/// - Returns: nil when the limit passed or the waiting task was cancelled; the operation has been told to stop.
public func within<Value: Sendable>(
    _ limit: Duration, on clock: any Clock<Duration> = ContinuousClock(),
    executor: (any TaskExecutor)? = nil, _ operation: @escaping @Sendable () async -> Value
) async -> Value? {
    let (results, feed) = AsyncStream<Value?>.makeStream(bufferingPolicy: .bufferingOldest(1))
    let work = Task(executorPreference: executor) {
        feed.yield(await operation())
        feed.finish()
    }
    let alarm = Task(executorPreference: executor) {
        try await clock.sleep(for: limit)
        feed.yield(nil)
        feed.finish()
    }
    defer {
        work.cancel()
        alarm.cancel()
    }
    for await result in results { return result }
    return nil
}
