import CZeroMQ
import Glibc
import Synchronization

/// The thread that polls the sockets, as the executor of the actor that owns them: a message is handled where it
/// arrives, without a wake-up between (measured: ten times the throughput of handing messages to another thread).
///
/// `turn` is called for ever; it sleeps in `zmq_poll` on `wakeDescriptor` among others. After `stop` the thread ends;
/// jobs that come later run on the thread that brings them, one at a time.
final class PollingThread: SerialExecutor, TaskExecutor, @unchecked Sendable {
    private struct State {
        var jobs: [UnownedJob] = []
        /// No thread polls: before the start and after the end.
        var inline = true
        var draining = false
    }

    /// How often jobs that beget jobs go before sockets.
    private static let rounds = 8

    let wakeDescriptor: Int32
    private let state = Mutex(State())
    private let signalled = Atomic<Bool>(false)
    private let stopping = Atomic<Bool>(false)
    private let thread = Atomic<UInt>(0)
    private let ended = Mutex<[CheckedContinuation<Void, Never>]>([])

    init() throws(ZeroMQError) {
        wakeDescriptor = hotline_eventfd()
        guard wakeDescriptor >= 0 else { throw ZeroMQError("make an eventfd", reason: "error \(errno); too many open files?") }
    }

    deinit { close(wakeDescriptor) }

    // MARK: Jobs

    func enqueue(_ job: consuming ExecutorJob) {
        // Whoever runs the job may thereby let go of the actor, and with it of us: stay until this call is done.
        let alive = Unmanaged.passRetained(self)
        defer { alive.release() }
        let job = UnownedJob(job)
        let inline = state.withLock { state in
            state.jobs.append(job)
            defer { state.draining = state.draining || state.inline }
            return state.inline ? !state.draining : nil
        }
        switch inline {
        case nil: wake()
        case true?: while runJobs() {}
        case false?: break
        }
    }

    func asUnownedTaskExecutor() -> UnownedTaskExecutor { UnownedTaskExecutor(ordinary: self) }
    func checkIsolated() { precondition(isCurrent, "not on the hub's thread") }

    var hasJobs: Bool { state.withLock { !$0.jobs.isEmpty } }

    /// - Returns: whether there was a job.
    private func runJobs() -> Bool {
        let jobs = state.withLock { state in
            defer { state.jobs = [] }
            if state.jobs.isEmpty, state.inline { state.draining = false }
            return state.jobs
        }
        for job in jobs { job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor()) }
        return !jobs.isEmpty
    }

    // MARK: Waking

    /// Ends the present sleep in `turn`, from any thread, without waiting.
    func wake() {
        if isCurrent { return }
        if !signalled.exchange(true, ordering: .acquiringAndReleasing) { hotline_eventfd_signal(wakeDescriptor) }
    }

    /// What was queued before a wake-up is seen after this.
    func acknowledgeWake() {
        hotline_eventfd_drain(wakeDescriptor)
        signalled.store(false, ordering: .sequentiallyConsistent)
    }

    // MARK: Life

    private var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    /// - Parameters:
    ///   - turn: one round of polling; called again and again on the thread.
    ///   - end: the last act on the thread.
    func start(_ name: String, turn: @escaping @Sendable () -> Void, end: @escaping @Sendable () -> Void) throws(ZeroMQError) {
        // From here on jobs wait for the thread: were they still run by who brings them, two threads could run at once.
        state.withLock { $0.inline = false }
        let life = Life { [self] in run(name, turn, end) }
        let retained = Unmanaged.passRetained(life)
        var id = pthread_t()
        let result = pthread_create(
            &id, nil,
            { raw in
                raw.map { Unmanaged<Life>.fromOpaque($0).takeRetainedValue().body() }
                return nil
            }, retained.toOpaque())
        guard result == 0 else {
            retained.release()
            state.withLock { $0.inline = true }
            throw ZeroMQError("start the bus's thread", reason: "error \(result)")
        }
        pthread_detach(id)
    }

    /// Returns when the thread has done its last act.
    func stop() async {
        await withCheckedContinuation { continuation in
            ended.withLock { $0.append(continuation) }
            stopping.store(true, ordering: .releasing)
            wake()
        }
    }

    private func run(_ name: String, _ turn: () -> Void, _ end: () -> Void) {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
        hotline_name_thread(name)
        while !stopping.load(ordering: .acquiring) {
            var rounds = 0
            while rounds < Self.rounds, runJobs() { rounds += 1 }
            turn()
        }
        end()
        state.withLock { $0 = State(jobs: $0.jobs, inline: true, draining: true) }
        while runJobs() {}
        thread.store(0, ordering: .relaxed)
        for continuation in ended.withLock({ $0 }) { continuation.resume() }
    }

    private final class Life: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
