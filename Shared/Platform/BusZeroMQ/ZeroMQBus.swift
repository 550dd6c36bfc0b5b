import Bus
import Contracts
import Synchronization
import Vocabulary

/// The bus between processes: CURVE-encrypted TCP, no broker; instances find each other in the registry.
///
///     let bus = try await ZeroMQBus(instance: id, of: .routing, registry: registry, log: log, onLapsed: stop)
///     await bus.serve(AdmitCall.self) { … }      // before others can ask
///     try await bus.join()
///     …
///     await bus.close()
public final class ZeroMQBus: Bus {
    public let instance: InstanceID
    private let hub: Hub
    private let heartbeat: Heartbeat
    private let beating = Mutex<Task<Void, Never>?>(nil)

    /// Binds the sockets and starts the bus's thread; nobody knows of it before `join`.
    /// - Parameters:
    ///   - log: gets a line, without personal data, for what an operator should know.
    ///   - onLapsed: called once when the registry says that the lease has ended: this process must not go on under its name.
    public init(
        instance: InstanceID, of service: ServiceName, registry: any Registry, options: ZeroMQBusOptions = ZeroMQBusOptions(),
        log: @escaping @Sendable (String) -> Void, onLapsed: @escaping @Sendable () -> Void
    ) async throws {
        self.instance = instance
        hub = try Hub(Identity(instance: instance, service: service, keys: KeyPair()), options, log: log)
        do {
            heartbeat = Heartbeat(hub, registry, try await hub.open(), onLapsed: onLapsed)
        } catch {
            await hub.thread.stop()
            throw error
        }
    }

    /// Registers and takes part from now on.
    /// - Throws: what the registry throws; `ZeroMQError` when the name's lease has already ended.
    public func join() async throws {
        try await heartbeat.register()
        let heartbeat = heartbeat
        beating.withLock { $0 = Task(executorPreference: hub.thread) { await heartbeat.run() } }
    }

    /// Gives the lease back, fails what waits, closes the sockets, ends the thread. A second call does nothing.
    public func close() async {
        let task = beating.withLock { task in
            defer { task = nil }
            return task
        }
        task?.cancel()
        if task != nil { await heartbeat.withdraw() }
        if await hub.close() { await hub.thread.stop() }
    }

    public var counters: BusCounters {
        var counters = hub.counting.snapshot
        counters.audioDropped = hub.outbox.audioDropped
        return counters
    }

    // MARK: Requests

    public func ask<R: Request>(_ request: R, of instance: InstanceID?) async throws(RequestFailure) -> R.Answer {
        // Who has just started may be registered and not yet seen.
        let isKnown = instance.map { hub.directory.contains($0) } ?? !instances(of: R.service).isEmpty
        if !isKnown { await look() }
        let question = Question(name: R.name, service: R.service, trace: Tracing.current, body: Body.encode(request))
        let answer = try await hub.ask(question, of: instance, within: R.deadline).get()
        guard let value = try? Body.decode(R.Answer.self, from: answer) else {
            throw RequestFailure(.failed, "\(R.name) was answered with something else")
        }
        return value
    }

    public func serve<R: Request>(_ request: R.Type, by handler: @escaping @Sendable (R, Asker) async throws -> R.Answer) async {
        await hub.serve(RequestHandler(request, log: hub.log, by: handler))
    }

    // MARK: Events

    public func announce(_ envelopes: [Envelope]) {
        hub.tails.deliver(envelopes)
        hub.outbox.announce(envelopes.map(\.frames))
    }

    public func tail(of services: Set<ServiceName>) -> AsyncStream<Envelope> {
        defer { hub.outbox.changeTails() }
        return hub.tails.open(services)
    }

    // MARK: Streams

    public func send(_ message: SpeechStream, to instance: InstanceID) throws(RequestFailure) {
        try hub.outbox.send(message, to: instance)
    }

    public func onStream(_ handler: @escaping @Sendable (SpeechStream, InstanceID) -> Void) async { await hub.onStream(handler) }

    // MARK: Instances

    public func instances(of service: ServiceName) -> [Instance] { hub.directory.all(of: service) }

    public func look() async { await heartbeat.look() }

    public func report(load: Int, of capacity: Int, draining: Bool) {
        heartbeat.report(Heartbeat.Load(load: load, capacity: capacity, draining: draining))
    }
}
