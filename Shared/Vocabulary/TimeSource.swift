/// Where a shell gets the time that it hands to a machine.
public protocol TimeSource: Sendable {
    /// The monotonic clock.
    func instant() -> Instant
    /// UTC.
    func timestamp() -> Timestamp
}
