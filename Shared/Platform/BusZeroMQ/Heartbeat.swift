import Bus
import Synchronization
import Vocabulary

/// Renews this instance's lease and looks who else is alive. Runs on the hub's thread, so that no busy handler can starve
/// it out of its lease.
final class Heartbeat: Sendable {
    struct Load: Sendable {
        var load = 0
        var capacity = 0
        var draining = false
    }

    private let hub: Hub
    private let registry: any Registry
    private let endpoints: Instance.Endpoints
    private let onLapsed: @Sendable () -> Void
    private let load = Mutex(Load())
    private let failing = Mutex(false)
    private let graceEnds = Mutex<Instant?>(nil)
    private let looking = Mutex<(task: Task<Void, Never>, began: Instant)?>(nil)
    private static let lookLimit = Duration.milliseconds(100)
    /// However many ask, the registry is looked at no more often than this between heartbeats.
    private static let lookSpacing = Duration.milliseconds(20)

    init(_ hub: Hub, _ registry: any Registry, _ endpoints: Instance.Endpoints, onLapsed: @escaping @Sendable () -> Void) {
        self.hub = hub
        self.registry = registry
        self.endpoints = endpoints
        self.onLapsed = onLapsed
    }

    func report(_ new: Load) {
        let isNews = load.withLock { load in
            defer { load = new }
            return load.capacity != new.capacity || load.draining != new.draining
        }
        if isNews { hub.beat.yield() }
    }

    /// Sees who has come since the last heartbeat. One look serves all who ask at about the same time.
    func look() async {
        let look = looking.withLock { last in
            if let last, Instant.current - last.began < Self.lookSpacing { return last.task }
            let task = Task(executorPreference: hub.thread) { await self.lookOnce() }
            last = (task, .current)
            return task
        }
        await look.value
    }

    private func lookOnce() async {
        let live = await within(Self.lookLimit, executor: hub.thread) { [registry] in try? await registry.live() }
        guard let live, let live else { return }
        await hub.update(live + missedByTheRegistry(live))
    }

    /// The first heartbeat: registers.
    func register() async throws {
        guard try await registry.renew(instance, lease: hub.options.lease) else {
            throw ZeroMQError("register \(hub.identity.instance)", reason: "the registry knows this name as one whose lease has ended: start under a new one")
        }
        await hub.join(try await registry.live())
    }

    /// Until the lease is lost or the bus is closed.
    func run() async {
        for await _ in hub.beats {
            let limit = hub.options.lease
            let outcome = await within(limit, executor: hub.thread) { await self.once() }
            if Task.isCancelled { return }
            switch outcome {
            case .lapsed: return lapsed()
            case .renewed(let live):
                await hub.update(live + missedByTheRegistry(live))
                note(failing: false, "the registry answers again")
            case .failed(let error): await failed("\(error)")
            case nil: await failed("no answer within \(limit)")
            }
        }
    }

    func withdraw() async {
        _ = await within(hub.options.lease / 10) { [self] in try? await registry.withdraw(hub.identity.instance) }
    }

    private enum Outcome: Sendable { case renewed([Instance]), lapsed, failed(any Error) }

    private func once() async -> Outcome {
        do {
            guard try await registry.renew(instance, lease: hub.options.lease) else { return .lapsed }
            return .renewed(try await registry.live())
        } catch { return .failed(error) }
    }

    private func lapsed() {
        hub.log("the lease of \(hub.identity.instance) has ended: it must not go on under this name")
        onLapsed()
    }

    /// When the registry was away, everyone's lease ran out together: for one lease after its return, who was alive before
    /// is given the time to renew.
    private func missedByTheRegistry(_ live: [Instance]) -> [Instance] {
        let grace = graceEnds.withLock { $0 }
        guard let grace, Instant.current < grace else { return [] }
        let known = Set(live.map(\.id))
        return hub.directory.all().filter { !known.contains($0.id) }
    }

    private func failed(_ reason: String) async {
        graceEnds.withLock { $0 = Instant.current + hub.options.lease + hub.options.heartbeat }
        hub.counting.add(to: \.heartbeatsFailed)
        note(failing: true, "no heartbeat, the instances last seen are taken to be alive: \(reason)")
        await hub.lookFailed()
    }

    /// One line when it begins and one when it ends.
    private func note(failing now: Bool, _ line: String) {
        let changed = failing.withLock { failing in
            defer { failing = now }
            return failing != now
        }
        if changed { hub.log(line) }
    }

    private var instance: Instance {
        let load = load.withLock { $0 }
        return Instance(
            id: hub.identity.instance, service: hub.identity.service, endpoints: endpoints, publicKey: hub.identity.keys.publicKey,
            load: load.load, capacity: load.capacity, draining: load.draining, leasedUntil: Timestamp(microseconds: 0))
    }
}
