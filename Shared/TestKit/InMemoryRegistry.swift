import Bus
import Synchronization
import Vocabulary

/// A registry within one process, with the leases of the real one.
public final class InMemoryRegistry: Registry {
    private struct State {
        var rows: [InstanceID: Instance] = [:]
        /// Their names do not come back.
        var fenced: Set<InstanceID> = []
        var failure: (any Error)?
    }

    private let state = Mutex(State())
    private let time: any TimeSource

    /// - Parameter time: what leases are measured by.
    public init(time: any TimeSource) { self.time = time }

    /// What every call throws from now on, as if the database were away; nil ends it.
    public func fail(with failure: (any Error)?) { state.withLock { $0.failure = failure } }

    /// Ends a lease before its time, as if its holder had been silent; its next heartbeat takes it up again.
    public func lapse(_ instance: InstanceID) {
        let now = time.timestamp()
        state.withLock { $0.rows[instance]?.leasedUntil = now }
    }

    /// Ends a lease for good: others have acted on it.
    public func fence(_ instance: InstanceID) {
        lapse(instance)
        state.withLock { _ = $0.fenced.insert(instance) }
    }

    public func renew(_ instance: Instance, lease: Duration) async throws -> Bool {
        let now = time.timestamp()
        return try state.withLock { state in
            if let failure = state.failure { throw failure }
            let isOther = state.rows[instance.id].map { $0.publicKey != instance.publicKey } ?? false
            if isOther || state.fenced.contains(instance.id) { return false }
            var instance = instance
            instance.leasedUntil = now + lease
            state.rows[instance.id] = instance
            return true
        }
    }

    public func withdraw(_ instance: InstanceID) async throws {
        if let failure = state.withLock({ $0.failure }) { throw failure }
        fence(instance)
    }

    public func live() async throws -> [Instance] {
        let now = time.timestamp()
        return try state.withLock { state in
            if let failure = state.failure { throw failure }
            return state.rows.values.filter { $0.leasedUntil > now }.sorted { $0.id < $1.id }
        }
    }
}
