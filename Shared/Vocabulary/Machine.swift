/// Everything that decides: a value that is stepped by hand.
///
/// Stimuli are methods in the past tense with `at now` last; the answer is a list of effects that name intentions;
/// timers are data. A machine holds no socket, clock, task, lock or random source of its own.
public protocol Machine: Sendable {
    associatedtype Effect: Sendable

    /// When the machine next wants `tick(at:)`; nil while nothing is pending.
    var nextDeadline: Instant? { get }

    /// Time has passed. Calling it early or twice changes nothing.
    mutating func tick(at now: Instant) -> [Effect]
}
