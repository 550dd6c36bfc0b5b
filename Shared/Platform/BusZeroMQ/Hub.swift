import Bus
import CZeroMQ
import Contracts
import Vocabulary

/// Everything that touches a socket: one actor, whose executor is the thread that polls.
///
/// Its work is spread over files by what it serves: Turn, Asking, Answering, Events, Streams, Peers, Admission.
actor Hub {
    nonisolated let thread: PollingThread
    nonisolated let outbox: Outbox
    nonisolated let directory = Directory()
    nonisolated let tails: EventTails
    nonisolated let counting = Counting()
    /// One element asks for one heartbeat.
    nonisolated let beats: AsyncStream<Void>
    nonisolated let identity: Identity
    nonisolated let options: ZeroMQBusOptions
    nonisolated let log: @Sendable (String) -> Void

    let beat: AsyncStream<Void>.Continuation
    let context: UnsafeMutableRawPointer
    var maker: SocketMaker { SocketMaker(context: context, keys: identity.keys, options: options) }
    /// Nil once closed.
    var servers: ServerSockets?
    var peers: [InstanceID: Peer] = [:]
    /// Nil until the instance is registered.
    var nextBeat: Instant?

    var asks = AskTable()
    var turns = RoundRobin()
    var served: [String: Served] = [:]
    var running: [QuestionKey: Running] = [:]
    var onStream: (@Sendable (SpeechStream, InstanceID) -> Void)?
    /// TCP connections to our events, by descriptor.
    var subscribers: [Int32: InstanceID] = [:]
    /// Peers that nobody knows yet: they are answered after the next look at the registry.
    var parked: [AdmissionQuestion] = []
    var lastLook: Instant?
    var handshakesFailed: [String: Int] = [:]

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(_ identity: Identity, _ options: ZeroMQBusOptions, log: @escaping @Sendable (String) -> Void) throws(ZeroMQError) {
        guard let context = zmq_ctx_new() else { throw ZeroMQError("make a ZeroMQ context") }
        // Three for each peer: room for three thousand.
        zmq_ctx_set(context, ZMQ_MAX_SOCKETS, 10_000)
        let thread = try PollingThread()
        self.context = context
        self.thread = thread
        self.identity = identity
        self.options = options
        self.log = log
        outbox = Outbox { thread.wake() }
        tails = EventTails(bound: options.tailBound)
        (beats, beat) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        nonisolated(unsafe) let ending = context
        try thread.start("bus \(identity.instance)") {
            self.assumeIsolated { $0.turn() }
        } end: {
            zmq_ctx_term(ending)
        }
    }

    /// Binds the sockets.
    func open() throws(ZeroMQError) -> Instance.Endpoints {
        let servers = try ServerSockets(maker)
        self.servers = servers
        return servers.endpoints
    }

    /// Takes part from now on: hears the first heartbeat's result.
    func join(_ live: [Instance]) {
        nextBeat = .current + options.heartbeat
        update(live)
    }

    /// Fails what waits, ends what runs, closes every socket. The thread ends with `thread.stop()`.
    /// - Returns: false when it was closed before.
    func close() -> Bool {
        guard let servers else { return false }
        self.servers = nil
        nextBeat = nil
        beat.finish()
        for ask in asks.remove({ _ in true }).values { ask.continuation.resume(returning: .failure(Self.closed)) }
        for running in running.values { running.task.cancel() }
        tails.finish()
        for peer in peers.values { peer.close() }
        peers = [:]
        outbox.keepLanes([]) { StreamLane(audioBound: 0, orderedBound: 0) }
        directory.replace(with: [:])
        for socket in servers.all { socket.close() }
        return true
    }

    static let closed = RequestFailure(.unavailable, "the bus is closed")
}
