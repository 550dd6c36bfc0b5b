import Vocabulary

/// What is to be told to a customer's own system, and when it is tried again: each message five times at most within some
/// ninety seconds, because a pop that comes later helps nobody.
public struct WebhookQueue: Machine, Equatable {
    public enum Effect: Equatable, Sendable {
        /// `attempt` from 1.
        case send(String, attempt: Int)
        /// It will not be told.
        case dropped(String, Reason)
    }

    public enum Reason: String, Equatable, Sendable {
        /// Every attempt failed.
        case exhausted
        /// The other side says that it will never take it.
        case refused
        /// Too many wait: the oldest makes way.
        case crowded
    }

    /// How an attempt ended.
    public enum Outcome: Equatable, Sendable {
        case delivered
        /// No connection, no answer in time, 408, 429 or 5xx: worth trying again.
        case failed
        /// Any other answer.
        case refused
    }

    /// After each attempt so long is waited. The attempts are one more than these.
    static let waits: [Duration] = [.seconds(1), .seconds(4), .seconds(16), .seconds(64)]
    static let bound = 200

    private struct Waiting: Equatable, Sendable {
        var attempts = 0
        /// Nil while an attempt is under way.
        var nextAt: Instant?
        /// Orders by arrival.
        var number: Int
    }

    private var waiting: [String: Waiting] = [:]
    private var count = 0

    public init() {}

    public var nextDeadline: Instant? { waiting.values.compactMap(\.nextAt).min() }

    /// A new message, known by its name; one that waits already is not queued again.
    public mutating func queued(_ id: String, at now: Instant) -> [Effect] {
        guard waiting[id] == nil else { return [] }
        var effects: [Effect] = []
        if waiting.count >= Self.bound, let oldest = waiting.min(by: { $0.value.number < $1.value.number })?.key {
            waiting[oldest] = nil
            effects.append(.dropped(oldest, .crowded))
        }
        count += 1
        waiting[id] = Waiting(nextAt: now, number: count)
        return effects + tick(at: now)
    }

    public mutating func ended(_ id: String, _ outcome: Outcome, at now: Instant) -> [Effect] {
        guard let known = waiting[id], known.nextAt == nil else { return [] }
        switch outcome {
        case .delivered:
            waiting[id] = nil
            return []
        case .refused:
            waiting[id] = nil
            return [.dropped(id, .refused)]
        case .failed:
            guard known.attempts <= Self.waits.count else {
                waiting[id] = nil
                return [.dropped(id, .exhausted)]
            }
            waiting[id]?.nextAt = now + Self.waits[known.attempts - 1]
            return []
        }
    }

    public mutating func tick(at now: Instant) -> [Effect] {
        let due = waiting.filter { $0.value.nextAt.map { $0 <= now } ?? false }.sorted { $0.value.number < $1.value.number }
        return due.map { id, known in
            waiting[id]?.nextAt = nil
            waiting[id]?.attempts = known.attempts + 1
            return .send(id, attempt: known.attempts + 1)
        }
    }
}
