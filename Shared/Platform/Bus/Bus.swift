import Contracts
import Vocabulary

/// How the services speak to each other. The folder of a contract is its promise: `Events/` are announced after they
/// are in the log, `Requests/` have a deadline and a named failure, `Streams/` are never stored.
///
/// Two implementations pass one conformance suite: `InMemoryBus` (TestKit) and `ZeroMQBus` (BusZeroMQ).
public protocol Bus: Sendable {
    /// Who we are on the bus.
    var instance: InstanceID { get }

    // MARK: Requests

    /// Asks one instance, or, when none is named, one of the live ones, picked explicitly in turn.
    /// - Throws: `RequestFailure`; `.timedOut` after `R.deadline`.
    func ask<R: Request>(_ request: R, of instance: InstanceID?) async throws(RequestFailure) -> R.Answer

    /// Answers a kind of request from now on. The handler's other errors become `.failed` and a log line.
    func serve<R: Request>(_ request: R.Type, by handler: @escaping @Sendable (R, Asker) async throws -> R.Answer) async

    // MARK: Events

    /// Publishes envelopes that the log has committed. Never waits; what is lost here is filled from the log.
    func announce(_ envelopes: [Envelope])

    /// Events as they are announced, without a cursor: for live pages and in-memory state. The stream is bounded; when
    /// the reader is too slow the newest are dropped, and the gap shows in `seq`.
    func tail(of services: Set<ServiceName>) -> AsyncStream<Envelope>

    // MARK: Streams

    /// Sends to an instance without waiting; caller audio that cannot leave at once is dropped oldest first, everything
    /// else is kept in order within a bound.
    /// - Throws: `.unavailable` when no such instance holds a lease, `.overloaded` when the bound is reached.
    func send(_ message: SpeechStream, to instance: InstanceID) throws(RequestFailure)

    /// Receives stream messages from now on, in order per sender, on the bus's own thread: the handler must not block.
    func onStream(_ handler: @escaping @Sendable (SpeechStream, InstanceID) -> Void) async

    // MARK: Instances

    /// The instances of a service that hold a lease, as last seen (at most a second ago).
    func instances(of service: ServiceName) -> [Instance]
    /// Looks who holds a lease now rather than with the next heartbeat, for who finds nobody and must not wait for it.
    /// Callers at the same time share one look. Returns after 100 ms at most, also when the registry does not answer.
    func look() async
    /// Says how much more this instance takes: travels with its next heartbeat, and at once when its capacity changes or
    /// it begins to drain.
    func report(load: Int, of capacity: Int, draining: Bool)
}

/// Who asked, as authenticated by the transport.
public struct Asker: Hashable, Sendable {
    public var service: ServiceName
    public var instance: InstanceID
    public init(service: ServiceName, instance: InstanceID) {
        self.service = service
        self.instance = instance
    }
}

/// A running copy of a service, as registered.
public struct Instance: Hashable, Sendable {
    public var id: InstanceID
    public var service: ServiceName
    /// `tcp://127.0.0.1:40001` for requests (ROUTER), events (PUB), streams (ROUTER).
    public var endpoints: Endpoints
    /// CURVE public key, Z85, 40 characters.
    public var publicKey: String
    public var load: Int
    public var capacity: Int
    public var draining: Bool
    /// The lease ends then unless renewed.
    public var leasedUntil: Timestamp

    public struct Endpoints: Hashable, Sendable {
        public var requests: String
        public var events: String
        public var streams: String
        public init(requests: String, events: String, streams: String) {
            self.requests = requests
            self.events = events
            self.streams = streams
        }
    }

    public init(id: InstanceID, service: ServiceName, endpoints: Endpoints, publicKey: String, load: Int, capacity: Int, draining: Bool, leasedUntil: Timestamp) {
        self.id = id
        self.service = service
        self.endpoints = endpoints
        self.publicKey = publicKey
        self.load = load
        self.capacity = capacity
        self.draining = draining
        self.leasedUntil = leasedUntil
    }
}
