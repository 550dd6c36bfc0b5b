import Bus
import Contracts
import Synchronization
import Vocabulary

/// What any thread, a real-time one too, hands to the hub: a short lock, then a wake-up, never a wait.
final class Outbox: Sendable {
    struct Contents {
        /// Events, as frames.
        var events: [[[UInt8]]] = []
        /// Questions whose asker has gone.
        var cancelled: [UInt64] = []
        /// Instances with something new in their lane.
        var touched: Set<InstanceID> = []
        /// `tail` was called.
        var tailsChanged = false
    }

    private struct Lanes {
        var open: [InstanceID: StreamLane] = [:]
        /// Frames that lanes of the past dropped.
        var droppedBefore = 0
    }

    /// Events beyond these are not announced: readers fill them from the log.
    private static let eventBound = 65_536

    private let contents = Mutex(Contents())
    private let lanes = Mutex(Lanes())
    private let wake: @Sendable () -> Void

    init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

    func take() -> Contents {
        contents.withLock { contents in
            defer { contents = Contents() }
            return contents
        }
    }

    func announce(_ events: [[[UInt8]]]) {
        put { $0.events += events.prefix(max(0, Self.eventBound - $0.events.count)) }
    }
    func cancel(_ correlation: UInt64) { put { $0.cancelled.append(correlation) } }
    func changeTails() { put { $0.tailsChanged = true } }

    private func put(_ change: (inout Contents) -> Void) {
        contents.withLock { change(&$0) }
        wake()
    }

    // MARK: Lanes

    func send(_ message: SpeechStream, to instance: InstanceID) throws(RequestFailure) {
        let refused: RequestFailure? = lanes.withLock { lanes in
            do throws(RequestFailure) {
                guard try lanes.open[instance]?.push(message) != nil else { return RequestFailure(.unavailable, "\(instance) holds no lease") }
                return nil
            } catch { return error }
        }
        if let refused { throw refused }
        put { $0.touched.insert(instance) }
    }

    /// Makes lanes for who is alive and forgets those of who is not.
    func keepLanes(_ live: Set<InstanceID>, _ make: () -> StreamLane) {
        lanes.withLock { lanes in
            for (id, lane) in lanes.open where !live.contains(id) {
                lanes.droppedBefore += lane.dropped
                lanes.open[id] = nil
            }
            for id in live where lanes.open[id] == nil { lanes.open[id] = make() }
        }
    }

    func next(for instance: InstanceID) -> SpeechStream? { lanes.withLock { $0.open[instance]?.next() } }
    func putBack(_ message: SpeechStream, for instance: InstanceID) { lanes.withLock { $0.open[instance]?.putBack(message) } }
    var audioDropped: Int { lanes.withLock { $0.open.values.reduce($0.droppedBefore) { $0 + $1.dropped } } }
}
