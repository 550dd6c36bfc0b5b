import Contracts
import Vocabulary

/// How soon each kind of work must be done.
public struct ServiceLevel: Hashable, Sendable {
    /// From opening to resolution, by kind; `*` is any other kind. What has less than `byDay` is done at any hour.
    public var hours: [String: Int]

    public init(hours: [String: Int] = ServiceLevel.usual) { self.hours = hours }

    public static let usual = ["emergency": 1, "leak": 2, "repair": 24, "complaint": 24, "return": 48, "callback": 12, "*": 48]

    private static let byDay = 4

    /// - Parameter urgent: halves the time, down to one hour.
    public func due(_ kind: String, openedAt: Timestamp, urgent: Bool) -> Timestamp {
        let full = hours[kind] ?? hours["*"] ?? 48
        let latest = openedAt + .seconds(3600 * max(1, urgent ? full / 2 : full))
        // Nobody who called for a repair at noon wants the fitter, or hears of him with trust, at one in the morning.
        return full < Self.byDay ? latest : Daytime.due(latest, openedAt: openedAt)
    }
}

/// The clock of one ticket: rings once when the time is up while the work is not done.
public struct ServiceLevelClock: Machine, Hashable {
    public enum Effect: Hashable, Sendable { case breached }

    private enum State: Hashable {
        /// Can transition to: `stopped` when resolved, `rung` when the time is up.
        case running(due: Instant)
        /// Can transition to: `running` when reopened.
        case stopped(due: Instant)
        /// Final: a breach is told once.
        case rung
    }
    private var state: State

    public init(due: Instant) { state = .running(due: due) }

    public var nextDeadline: Instant? { if case .running(let due) = state { due } else { nil } }

    public mutating func resolved(at now: Instant) -> [Effect] {
        guard case .running(let due) = state else { return [] }
        state = .stopped(due: due)
        return []
    }

    public mutating func reopened(at now: Instant) -> [Effect] {
        guard case .stopped(let due) = state else { return [] }
        state = .running(due: due)
        return tick(at: now)
    }

    public mutating func tick(at now: Instant) -> [Effect] {
        guard case .running(let due) = state, now >= due else { return [] }
        state = .rung
        return [.breached]
    }
}
