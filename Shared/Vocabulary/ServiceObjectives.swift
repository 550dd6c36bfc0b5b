/// What a centre is held to: the figures, the walls and their alarms measure against the same.
public struct ServiceObjectives: Sendable, Hashable {
    /// The service level: this share (0-1) of the callers who want a person is to have one within `servedWithin`.
    public var servedShare = 0.8
    public var servedWithin = Duration.seconds(20)
    /// The share of calls to be answered, 0-1.
    public var answeredShare = 0.99
    /// The caller stops talking → the assistant is heard, for 95 of 100.
    public var reply = Duration.seconds(3)
    /// A hand-over is decided → the agent's screen has said that it shows it, for 99 of 100.
    public var screen = Duration.milliseconds(300)
    /// A caller who waits longer for a person is looked after by name.
    public var longestWait = Duration.seconds(60)
    /// From here on somebody counts as angry, 0-100.
    public var anger = 80

    public init() {}
}
