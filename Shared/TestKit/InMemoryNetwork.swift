import Bus
import Contracts
import Synchronization
import Vocabulary

/// Joins the in-memory buses of one test: who is there, and whose message reaches whom.
public final class InMemoryNetwork: Sendable {
    private struct Member {
        var instance: Instance
        var bus: InMemoryBus
    }
    private struct State {
        var members: [InstanceID: Member] = [:]
        var waiting: [@Sendable () -> Void] = []
        var delivering = false
    }

    let clock: any Clock<Duration>
    private let state = Mutex(State())

    /// - Parameter clock: what deadlines of requests are measured by; a `ManualClock` for virtual time.
    public init(clock: any Clock<Duration> = ContinuousClock()) { self.clock = clock }

    /// A bus that takes part from now on.
    public func join(_ id: InstanceID, as service: ServiceName) -> InMemoryBus {
        let bus = InMemoryBus(id, of: service, on: self)
        let endpoints = Instance.Endpoints(requests: "memory://\(id)/requests", events: "memory://\(id)/events", streams: "memory://\(id)/streams")
        let instance = Instance(
            id: id, service: service, endpoints: endpoints, publicKey: String(repeating: "0", count: 40),
            load: 0, capacity: 0, draining: false, leasedUntil: Timestamp(microseconds: .max))
        state.withLock { $0.members[id] = Member(instance: instance, bus: bus) }
        return bus
    }

    /// The instance's lease is over: nobody reaches it any more.
    public func remove(_ id: InstanceID) { _ = state.withLock { $0.members.removeValue(forKey: id) } }

    func instances() -> [Instance] { state.withLock { $0.members.values.map(\.instance) } }
    func bus(of id: InstanceID) -> InMemoryBus? { state.withLock { $0.members[id]?.bus } }
    func buses() -> [InMemoryBus] { state.withLock { $0.members.values.map(\.bus) } }
    func change(_ id: InstanceID, _ body: @Sendable (inout Instance) -> Void) {
        state.withLock { state in
            if var member = state.members[id] {
                body(&member.instance)
                state.members[id] = member
            }
        }
    }

    /// Delivers in order, one at a time, on the thread of whoever came first: a handler that sends in its turn is heard
    /// after what it handles, never inside it.
    func deliver(_ delivery: @escaping @Sendable () -> Void) {
        let first = state.withLock { state in
            state.waiting.append(delivery)
            defer { state.delivering = true }
            return !state.delivering
        }
        guard first else { return }
        while let next = nextDelivery() { next() }
    }

    private func nextDelivery() -> (@Sendable () -> Void)? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.delivering = false
                return nil
            }
            return state.waiting.removeFirst()
        }
    }
}
