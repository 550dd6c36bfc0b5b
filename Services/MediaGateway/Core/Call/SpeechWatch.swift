import Vocabulary

/// Notices within half a second that a speech instance is gone: each one in use is asked at short intervals whether it
/// lives, and one that has answered before and does not any more is silent.
public struct SpeechWatch: Machine {
    public enum Effect: Equatable, Sendable {
        case check(InstanceID)
        /// Its calls need another instance.
        case silent(InstanceID)
    }

    public struct Settings: Sendable, Equatable {
        /// Between two checks.
        public var every = Duration.milliseconds(100)
        /// Nothing for so long is silence.
        public var limit = Duration.milliseconds(500)
        public init() {}
    }

    private struct Watched: Sendable {
        var calls = 0
        var nextCheck: Instant
        /// When the oldest check without an answer was made; nil while all are answered.
        var waitingSince: Instant?
        /// It has answered once, so that no answer means something.
        var answers = false
    }

    private let settings: Settings
    private var watched: [InstanceID: Watched] = [:]

    public init(_ settings: Settings = Settings()) { self.settings = settings }

    public var nextDeadline: Instant? {
        watched.values.lazy.map { [settings] in min($0.nextCheck, $0.answers ? $0.waitingSince.map { $0 + settings.limit } ?? $0.nextCheck : $0.nextCheck) }.min()
    }

    /// A call was given to the instance.
    public mutating func callBegan(with instance: InstanceID, at now: Instant) {
        watched[instance, default: Watched(nextCheck: now)].calls += 1
    }

    public mutating func callEnded(with instance: InstanceID) {
        guard var known = watched[instance] else { return }
        known.calls -= 1
        watched[instance] = known.calls > 0 ? known : nil
    }

    /// It answered a check.
    public mutating func answered(_ instance: InstanceID, at now: Instant) {
        watched[instance]?.answers = true
        watched[instance]?.waitingSince = nil
    }

    /// It cannot be reached at all: its lease is over.
    public mutating func unreachable(_ instance: InstanceID) -> [Effect] {
        guard watched[instance] != nil else { return [] }
        watched[instance]?.waitingSince = nil
        return [.silent(instance)]
    }

    public mutating func tick(at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        for (instance, known) in watched.sorted(by: { $0.key < $1.key }) {
            if known.answers, let since = known.waitingSince, now >= since + settings.limit {
                watched[instance]?.waitingSince = nil
                effects.append(.silent(instance))
            }
            guard now >= known.nextCheck else { continue }
            watched[instance]?.nextCheck = now + settings.every
            if watched[instance]?.waitingSince == nil { watched[instance]?.waitingSince = now }
            effects.append(.check(instance))
        }
        return effects
    }
}
