import Vocabulary

/// How a consumer group waits.
public struct ConsumerTiming: Sendable {
    /// Between two looks at the heads and the leases.
    public var poll = Duration.seconds(1)
    /// How long a stream stays with an instance that is silent.
    public var lease = Duration.seconds(5)
    /// For a message that another overtook, before the log is asked.
    public var overtaken = Duration.milliseconds(20)
    /// How often an event is tried before it is parked with its subject.
    public var attempts = 3
    /// Before the second attempt; four times as long before each further one.
    public var backoff = Duration.milliseconds(50)
    /// After a transaction failed because the database is away.
    public var pause = Duration.milliseconds(250)

    public init() {}
}
