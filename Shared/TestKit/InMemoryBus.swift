import Bus
import Contracts
import Synchronization
import Vocabulary

/// The bus within one process, for tests: the promises of the real one, checked by the same conformance suite. Requests
/// go through JSON as on the wire, streams through their binary form.
public final class InMemoryBus: Bus {
    private struct State {
        var handlers: [String: RequestHandler] = [:]
        var turns = RoundRobin()
        var onStream: (@Sendable (SpeechStream, InstanceID) -> Void)?
        var log: [String] = []
    }

    public let instance: InstanceID
    private let service: ServiceName
    private let network: InMemoryNetwork
    private let tails = EventTails(bound: 1024)
    private let state = Mutex(State())

    init(_ instance: InstanceID, of service: ServiceName, on network: InMemoryNetwork) {
        self.instance = instance
        self.service = service
        self.network = network
    }

    /// Lines that handlers' errors left.
    public var log: [String] { state.withLock { $0.log } }

    /// Leaves the network and ends every tail.
    public func close() {
        network.remove(instance)
        tails.finish()
    }

    // MARK: Requests

    public func ask<R: Request>(_ request: R, of named: InstanceID?) async throws(RequestFailure) -> R.Answer {
        guard let peer = peer(for: R.self, named: named) else {
            throw RequestFailure(.unavailable, "no instance of \(R.service) holds a lease")
        }
        let body = Body.encode(request)
        let asker = Asker(service: service, instance: instance)
        guard let answer = await within(R.deadline, on: network.clock, { await peer.answer(R.name, body, from: asker) }) else {
            throw RequestFailure(.timedOut, "\(R.name) was not answered by \(peer.instance) within \(R.deadline)")
        }
        let bytes = try answer.get()
        guard let value = try? Body.decode(R.Answer.self, from: bytes) else {
            throw RequestFailure(.failed, "\(peer.instance) answered \(R.name) with something else")
        }
        return value
    }

    private func peer<R: Request>(for request: R.Type, named: InstanceID?) -> InMemoryBus? {
        if let named { return network.bus(of: named) }
        let instances = network.instances()
        return state.withLock { $0.turns.next(of: R.service, among: instances) }.flatMap { network.bus(of: $0.id) }
    }

    public func serve<R: Request>(_ request: R.Type, by handler: @escaping @Sendable (R, Asker) async throws -> R.Answer) async {
        let handler = RequestHandler(request, log: { [weak self] line in self?.note(line) }, by: handler)
        state.withLock { $0.handlers[R.name] = handler }
    }

    private func note(_ line: String) { state.withLock { $0.log.append(line) } }

    private func answer(_ name: String, _ body: [UInt8], from asker: Asker) async -> Result<[UInt8], RequestFailure> {
        guard let handler = state.withLock({ $0.handlers[name] }) else {
            return .failure(RequestFailure(.unavailable, "\(instance) does not answer \(name)"))
        }
        return await handler.answer(body, from: asker)
    }

    // MARK: Events

    public func announce(_ envelopes: [Envelope]) {
        let network = network
        network.deliver { for bus in network.buses() { bus.tails.deliver(envelopes) } }
    }

    public func tail(of services: Set<ServiceName>) -> AsyncStream<Envelope> { tails.open(services) }

    // MARK: Streams

    public func send(_ message: SpeechStream, to instance: InstanceID) throws(RequestFailure) {
        guard let peer = network.bus(of: instance) else { throw RequestFailure(.unavailable, "\(instance) holds no lease") }
        guard let bytes = try? message.encoded() else { throw RequestFailure(.invalid, "no stream message can carry this") }
        let sender = self.instance
        network.deliver {
            if let message = try? SpeechStream(decoding: bytes) { peer.received(message, from: sender) }
        }
    }

    private func received(_ message: SpeechStream, from sender: InstanceID) { state.withLock { $0.onStream }?(message, sender) }

    public func onStream(_ handler: @escaping @Sendable (SpeechStream, InstanceID) -> Void) async {
        state.withLock { $0.onStream = handler }
    }

    // MARK: Instances

    public func instances(of service: ServiceName) -> [Instance] {
        network.instances().filter { $0.service == service }.sorted { $0.id < $1.id }
    }

    public func look() async {}

    public func report(load: Int, of capacity: Int, draining: Bool) {
        network.change(instance) { instance in
            instance.load = load
            instance.capacity = capacity
            instance.draining = draining
        }
    }
}
