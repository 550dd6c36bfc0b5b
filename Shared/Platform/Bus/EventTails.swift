import Contracts
import Synchronization
import Vocabulary

/// The readers of announced events, each with a bounded buffer: one that is too slow loses the newest and sees it in `seq`.
public final class EventTails: Sendable {
    private struct Tail {
        var services: Set<ServiceName>
        var feed: AsyncStream<Envelope>.Continuation
    }
    private struct State {
        var tails: [UInt64: Tail] = [:]
        var names: UInt64 = 0
        var finished = false
    }

    private let state = Mutex(State())
    private let bound: Int

    /// - Parameter bound: how many events wait for a reader before the newest are dropped.
    public init(bound: Int) { self.bound = bound }

    /// Services that somebody reads.
    public var services: Set<ServiceName> {
        state.withLock { $0.tails.values.reduce(into: []) { $0.formUnion($1.services) } }
    }

    public func open(_ services: Set<ServiceName>) -> AsyncStream<Envelope> {
        let (stream, feed) = AsyncStream<Envelope>.makeStream(bufferingPolicy: .bufferingOldest(bound))
        let name: UInt64? = state.withLock { state in
            guard !state.finished else { return nil }
            state.names += 1
            state.tails[state.names] = Tail(services: services, feed: feed)
            return state.names
        }
        guard let name else {
            feed.finish()
            return stream
        }
        feed.onTermination = { [weak self] _ in self?.close(name) }
        return stream
    }

    public func deliver(_ envelopes: [Envelope]) {
        let tails = state.withLock { Array($0.tails.values) }
        for tail in tails {
            for envelope in envelopes where tail.services.contains(envelope.stream.service) { tail.feed.yield(envelope) }
        }
    }

    /// Ends every reader's stream.
    public func finish() {
        let tails = state.withLock { state in
            defer { state.tails = [:] }
            state.finished = true
            return Array(state.tails.values)
        }
        for tail in tails { tail.feed.finish() }
    }

    private func close(_ name: UInt64) {
        // The feed is released outside the lock: its end would come back here.
        let tail = state.withLock { $0.tails.removeValue(forKey: name) }
        _ = tail
    }
}
