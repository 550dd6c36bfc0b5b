/// What a `ZeroMQBus` may be told; every default suits one machine.
public struct ZeroMQBusOptions: Sendable {
    /// The address that the three sockets bind, each on a free port.
    public var host = "127.0.0.1"
    /// The address that others dial, when it is not `host`: needed when that is `0.0.0.0`.
    public var advertisedHost: String?
    /// How long an instance counts as alive without a heartbeat.
    public var lease = Duration.seconds(3)
    /// Between two heartbeats; each also refreshes the list of who is alive.
    public var heartbeat = Duration.seconds(1)
    /// The most questions that wait for answers at once; further ones are `.overloaded`.
    public var inFlight = 4096
    /// The most questions of one kind that are being answered at once; further ones are `.overloaded`.
    public var concurrency = 256
    /// How many events wait for one reader of `tail` before the newest are dropped.
    public var tailBound = 4096
    /// How many frames of callers' sound wait for one instance before the oldest are dropped.
    public var audioBound = 4096
    /// How many other stream messages wait for one instance before `send` throws `.overloaded`.
    public var orderedBound = 4096
    /// The longest frame that is taken from a peer, in bytes; a longer one ends its connection.
    public var maximumFrame: Int64 = 1 << 20
    /// How long a closing bus goes on delivering what it has taken.
    public var linger = Duration.milliseconds(200)

    public init() {}
}
