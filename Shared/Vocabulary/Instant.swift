/// A point on the monotonic clock of one process, in nanoseconds from an arbitrary origin.
///
/// Machines are stepped with instants and never read a clock. An instant means nothing in another process: what
/// crosses a process is a `Timestamp`.
public struct Instant: InstantProtocol, Hashable, Sendable {
    public var nanoseconds: Int64

    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The origin; where virtual clocks begin.
    public static let zero = Instant(nanoseconds: 0)

    public func advanced(by duration: Duration) -> Instant { Instant(nanoseconds: nanoseconds &+ duration.nanoseconds) }
    public func duration(to other: Instant) -> Duration { .nanoseconds(other.nanoseconds &- nanoseconds) }
    public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }
    public static func + (left: Instant, right: Duration) -> Instant { left.advanced(by: right) }
    public static func - (left: Instant, right: Instant) -> Duration { right.duration(to: left) }
}

extension Duration {
    /// Whole nanoseconds, saturating at ±292 years.
    public var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? (seconds < 0 ? .min : .max) : whole &+ attoseconds / 1_000_000_000
    }

    /// Milliseconds as a fraction, for reports.
    public var milliseconds: Double { Double(nanoseconds) / 1e6 }
}
