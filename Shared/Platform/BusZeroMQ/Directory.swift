import Bus
import Synchronization
import Vocabulary

/// Who is alive, as last seen, for any thread.
final class Directory: Sendable {
    private let instances = Mutex<[InstanceID: Instance]>([:])

    func replace(with live: [InstanceID: Instance]) { instances.withLock { $0 = live } }
    func contains(_ id: InstanceID) -> Bool { instances.withLock { $0[id] != nil } }
    subscript(id: InstanceID) -> Instance? { instances.withLock { $0[id] } }
    func all() -> [Instance] { instances.withLock { Array($0.values) } }
    func all(of service: ServiceName) -> [Instance] { all().filter { $0.service == service }.sorted { $0.id < $1.id } }
}
