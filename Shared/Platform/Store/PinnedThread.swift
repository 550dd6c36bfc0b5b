import Foundation

/// A thread of its own for an actor that blocks: on libpq, on a disk. Nothing else ever waits for it, and a synchronous
/// body on it is one hop however many blocking calls it makes.
public final class PinnedThread: SerialExecutor, @unchecked Sendable {
    // Guarded by `condition`.
    private let condition = NSCondition()
    private var jobs: [UnownedJob] = []
    private var isRunning = false
    private var isStopping = false
    private let name: String

    public init(name: String) { self.name = name }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        condition.lock()
        defer { condition.unlock() }
        jobs.append(job)
        if isRunning { condition.signal() } else { start() }
    }

    /// Ends the thread once its jobs are done. A job that comes later wakes it again, so that no task is ever lost.
    public func stop() {
        condition.lock()
        defer { condition.unlock() }
        isStopping = true
        condition.signal()
    }

    private func start() {
        isRunning = true
        let thread = Thread { self.run() }
        thread.name = name
        thread.start()
    }

    private func run() {
        while let batch = next() {
            for job in batch { job.runSynchronously(on: asUnownedSerialExecutor()) }
        }
    }

    private func next() -> [UnownedJob]? {
        condition.lock()
        defer { condition.unlock() }
        while jobs.isEmpty, !isStopping { condition.wait() }
        guard !jobs.isEmpty else {
            isRunning = false
            return nil
        }
        defer { jobs.removeAll(keepingCapacity: true) }
        return jobs
    }
}
