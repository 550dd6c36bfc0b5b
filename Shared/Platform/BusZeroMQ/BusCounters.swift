import Synchronization

/// What went wrong on the bus since it was opened, for metrics.
public struct BusCounters: Hashable, Sendable {
    /// Connections that did not prove to be a live instance.
    public var handshakesFailed = 0
    /// Messages of peers that are not, or no longer, live instances, or that spoke for another service.
    public var refused = 0
    /// Messages that no program of ours writes.
    public var malformed = 0
    /// Answers that could not be handed to the asker any more.
    public var answersLost = 0
    /// Frames of callers' sound that were dropped because their destination did not keep up.
    public var audioDropped = 0
    /// Heartbeats that the registry did not take.
    public var heartbeatsFailed = 0
}

/// Counts from any thread.
final class Counting: Sendable {
    private let counters = Mutex(BusCounters())

    var snapshot: BusCounters { counters.withLock { $0 } }
    func add(_ count: Int = 1, to counter: WritableKeyPath<BusCounters, Int> & Sendable) {
        counters.withLock { $0[keyPath: counter] += count }
    }
}
