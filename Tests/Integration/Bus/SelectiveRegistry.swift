import Bus
import Synchronization
import Vocabulary

/// A registry that keeps some instances from its reader.
final class SelectiveRegistry: Registry {
    private let registry: any Registry
    private let hidden: Mutex<Set<InstanceID>>

    init(_ registry: any Registry, hiding hidden: Set<InstanceID>) {
        self.registry = registry
        self.hidden = Mutex(hidden)
    }

    func hide(_ instance: InstanceID) { hidden.withLock { _ = $0.insert(instance) } }
    func revealAll() { hidden.withLock { $0 = [] } }
    func renew(_ instance: Instance, lease: Duration) async throws -> Bool { try await registry.renew(instance, lease: lease) }
    func withdraw(_ instance: InstanceID) async throws { try await registry.withdraw(instance) }
    func live() async throws -> [Instance] {
        let hidden = hidden.withLock { $0 }
        return try await registry.live().filter { !hidden.contains($0.id) }
    }
}
