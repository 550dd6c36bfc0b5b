import CSys
import Foundation
import Sockets
import Synchronization
import Vocabulary

/// One thread that waits for datagrams, deadlines and work, and is the executor of the actor whose work that is: what
/// arrives on a socket is handled without a hop.
final class EventLoop: SerialExecutor, @unchecked Sendable {
    /// Everything below is touched by the loop's thread alone, but for the two queues.
    private let epoll: Int32
    private let wake: Int32
    private var thread = pthread_t()
    private let jobs = Mutex<[UnownedJob]>([])
    private let posted = Mutex<[@Sendable () -> Void]>([])
    private let signalled = Atomic<Bool>(false)
    private let stopping = Atomic<Bool>(false)
    private var sockets: [UInt64: () -> Void] = [:]
    private var lent: Set<UInt64> = []
    private var deadline: () -> Instant? = { nil }
    private var deadlineCame: () -> Void = {}
    private var settled: () -> Void = {}

    init() throws(SystemError) {
        epoll = try SystemError.check(sys_epoll_open(), "opening epoll")
        wake = try SystemError.check(sys_eventfd_open(), "opening an eventfd")
        _ = try SystemError.check(sys_epoll_add(epoll, wake, .max), "watching an eventfd")
    }

    deinit {
        close(wake)
        close(epoll)
    }

    /// Calls `readable` on the loop's thread whenever `fd` has something to read. On the loop's
    /// thread, or before `start`. The loop closes it in the end.
    func watch(_ fd: Int32, _ readable: @escaping () -> Void) throws(SystemError) {
        sockets[UInt64(fd)] = readable
        _ = try SystemError.check(sys_epoll_add(epoll, fd, UInt64(fd)), "watching a socket")
    }

    /// As `watch`, of a descriptor that stays its owner's to close.
    func lend(_ fd: Int32, _ readable: @escaping () -> Void) throws(SystemError) {
        lent.insert(UInt64(fd))
        try watch(fd, readable)
    }

    /// Calls `came` on the loop's thread whenever the time that `deadline` says has come. As `watch`.
    func keepDeadline(_ deadline: @escaping () -> Instant?, _ came: @escaping () -> Void) {
        self.deadline = deadline
        deadlineCame = came
    }

    /// Calls `settled` on the loop's thread each time before it sleeps. As `watch`.
    func keepSettled(_ settled: @escaping () -> Void) { self.settled = settled }

    func start(_ name: String) throws(SystemError) { try OwnThread.start(name) { [self] in run() } }

    /// Ends the thread soon. Work that comes later is never done: only for when nobody is left who could ask for any.
    func stop() {
        stopping.store(true, ordering: .releasing)
        sys_eventfd_signal(wake)
    }

    /// Runs on the loop's thread, in order of posting.
    func post(_ work: @escaping @Sendable () -> Void) {
        posted.withLock { $0.append(work) }
        signal()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        signal()
    }

    func checkIsolated() { precondition(isOwnThread, "the event loop's state is touched by its own thread alone") }
    func isSameExclusiveExecutionContext(other: EventLoop) -> Bool { self === other }
    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    private var isOwnThread: Bool { pthread_equal(pthread_self(), thread) != 0 }

    /// The loop's own thread drains its queues before it sleeps and needs no waking.
    private func signal() {
        if isOwnThread || signalled.exchange(true, ordering: .acquiringAndReleasing) { return }
        sys_eventfd_signal(wake)
    }

    private func run() {
        thread = pthread_self()
        var ready = [sys_ready](repeating: sys_ready(), count: 64)
        while !stopping.load(ordering: .acquiring) {
            drain()
            settled()
            let due = deadline()
            let count = sys_epoll_wait(epoll, &ready, Int32(ready.count), timeout(until: due))
            for index in 0..<max(0, Int(count)) {
                if ready[index].token == .max { woken() } else { sockets[ready[index].token]?() }
            }
            if let due, due <= Instant(nanoseconds: sys_monotonic()) { deadlineCame() }
        }
        for fd in sockets.keys where !lent.contains(fd) { close(Int32(fd)) }
    }

    private func woken() {
        sys_eventfd_drain(wake)
        signalled.store(false, ordering: .sequentiallyConsistent)
    }

    /// Milliseconds until the next deadline, rounded up; -1 without one.
    private func timeout(until due: Instant?) -> Int32 {
        let hasWork = jobs.withLock { !$0.isEmpty } || posted.withLock { !$0.isEmpty }
        if hasWork { return 0 }
        guard let due else { return -1 }
        return Int32(clamping: max(0, (due.nanoseconds - sys_monotonic() + 999_999) / 1_000_000))
    }

    /// A bounded number of rounds, so that work which makes work does not starve the sockets.
    private func drain() {
        for _ in 0..<8 {
            let work = posted.withLock { queue in
                defer { queue.removeAll(keepingCapacity: true) }
                return queue
            }
            for item in work { item() }
            let due = jobs.withLock { queue in
                defer { queue.removeAll(keepingCapacity: true) }
                return queue
            }
            for job in due { job.runSynchronously(on: asUnownedSerialExecutor()) }
            if work.isEmpty, due.isEmpty { return }
        }
    }
}
