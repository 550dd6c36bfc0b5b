import Contracts
import Vocabulary

/// Brings announced events into the order of their streams: an event is let through only after every earlier one of its
/// stream, and what the network lost is asked of the log.
public struct StreamOrder: Machine, Equatable {
    public enum Effect: Equatable, Sendable {
        case apply(Envelope)
        /// Read this stream's events after the number from the log and hand them in as `filled`.
        case fill(StreamName, after: Int64)
    }

    /// How long an overtaken message is waited for, how long after a failed or empty read the log is asked again, and how
    /// many events of a stream are held back; what is beyond comes from the log.
    static let patience = Duration.milliseconds(20), again = Duration.seconds(1), held = 256

    private struct Stream: Equatable, Sendable {
        /// The last number let through.
        var last: Int64
        /// Behind a gap.
        var held: [Int64: Envelope] = [:]
        /// The stream is known to reach this far.
        var head: Int64
        /// When the log is asked for what is missing.
        var fillAt: Instant?
    }

    private var streams: [StreamName: Stream] = [:]

    public init() {}

    public var nextDeadline: Instant? { streams.values.compactMap(\.fillAt).min() }

    public mutating func announced(_ envelope: Envelope, at now: Instant) -> [Effect] {
        var stream = streams[envelope.stream] ?? Stream(last: envelope.seq - 1, head: envelope.seq)
        defer { streams[envelope.stream] = stream }
        guard envelope.seq > stream.last else { return [] }
        stream.head = max(stream.head, envelope.seq)
        if stream.held.count < Self.held { stream.held[envelope.seq] = envelope }
        return release(&stream, wait: Self.patience, at: now)
    }

    /// The log says how far its streams reach. The first time, everything up to there counts as known; later, a lost last
    /// message shows here.
    public mutating func reached(_ heads: [StreamName: Int64], at now: Instant) -> [Effect] {
        heads.flatMap { name, seq -> [Effect] in
            var stream = streams[name] ?? Stream(last: seq, head: seq)
            defer { streams[name] = stream }
            stream.head = max(stream.head, seq)
            return release(&stream, wait: Self.patience, at: now)
        }
    }

    /// What the log held after the number that a `fill` named; empty when it could not be read.
    public mutating func filled(_ name: StreamName, _ envelopes: [Envelope], at now: Instant) -> [Effect] {
        guard var stream = streams[name] else { return [] }
        defer { streams[name] = stream }
        let before = stream.last
        var effects: [Effect] = []
        for envelope in envelopes.sorted(by: { $0.seq < $1.seq }) where envelope.seq == stream.last + 1 {
            stream.last = envelope.seq
            effects.append(.apply(envelope))
        }
        stream.fillAt = nil
        return effects + release(&stream, wait: stream.last == before ? Self.again : .zero, at: now)
    }

    public mutating func tick(at now: Instant) -> [Effect] {
        streams.filter { $0.value.fillAt.map { $0 <= now } ?? false }.sorted { $0.key < $1.key }.map { name, stream in
            streams[name]?.fillAt = now + Self.again
            return .fill(name, after: stream.last)
        }
    }

    private func release(_ stream: inout Stream, wait: Duration, at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        while let next = stream.held.removeValue(forKey: stream.last + 1) {
            stream.last = next.seq
            effects.append(.apply(next))
        }
        if stream.held.isEmpty == false { stream.held = stream.held.filter { $0.key > stream.last } }
        stream.fillAt = stream.last < stream.head ? stream.fillAt ?? now + wait : nil
        return effects
    }
}
