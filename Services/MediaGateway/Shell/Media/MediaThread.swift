import Contracts
import CSys
import Glibc
import MediaGatewayCore
import Protocols
import Sockets
import Synchronization
import Vocabulary

/// A thread that owns the sound of some calls: waits for their packets and for the 20 ms tick, and steps each call's
/// `CallAudio`. Nobody else touches them; orders come through a queue.
final class MediaThread: Sendable {
    private struct Inbox {
        var orders: [MediaOrder] = []
        /// The thread was woken for what lies here.
        var isWoken = false
        /// Frames of speech among them.
        var frames = 0
    }

    /// Shared with the worker.
    private final class Box: Sendable { let inbox = Mutex(Inbox()) }

    private let box = Box()
    private let wake: Int32
    private let frameBound: Int
    private let figures: MediaMetrics

    /// - Parameter frameBound: frames of assistant's speech that may wait for this thread; beyond it they are dropped.
    /// - Throws: `SystemError`.
    init(number: Int, settings: MediaSettings, listener: MediaListener, figures: MediaMetrics, frameBound: Int = 50_000) throws(SystemError) {
        wake = try SystemError.check(sys_eventfd_open(), "opening an eventfd")
        self.frameBound = frameBound
        self.figures = figures
        let worker = try MediaWorker(wake: wake, settings: settings, listener: listener, figures: figures) { [box] in
            box.inbox.withLock { inbox in
                defer { inbox = Inbox() }
                return inbox.orders
            }
        }
        try OwnThread.start("media-\(number)") { worker.run() }
    }

    /// Never waits. Orders are carried out in order.
    func send(_ order: MediaOrder) {
        leave(order)
        wakeUp()
    }

    /// As `send`, but the thread sleeps on until `wakeUp` or its tick: one waking for many orders.
    func leave(_ order: MediaOrder) {
        let accepted = box.inbox.withLock { inbox in
            if case .speech(let frames, _) = order {
                guard inbox.frames + frames.count <= frameBound else { return false }
                inbox.frames += frames.count
            }
            inbox.orders.append(order)
            return true
        }
        if !accepted { figures.dropped.add() }
    }

    /// Nothing happens when nothing was left, or the thread is awake to it.
    func wakeUp() {
        let isDue = box.inbox.withLock { inbox in
            defer { inbox.isWoken = !inbox.orders.isEmpty }
            return !inbox.orders.isEmpty && !inbox.isWoken
        }
        if isDue { sys_eventfd_signal(wake) }
    }
}
