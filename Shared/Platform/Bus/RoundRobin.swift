import Vocabulary

/// Whose turn it is among the instances of a service: picked explicitly, because a socket that spreads messages by
/// itself would queue to the dead as well.
public struct RoundRobin: Sendable {
    private var turns: [ServiceName: Int] = [:]

    public init() {}

    /// - Parameter instances: those that hold a lease, in any order; draining ones are passed over.
    public mutating func next(of service: ServiceName, among instances: [Instance]) -> Instance? {
        let able = instances.filter { $0.service == service && !$0.draining }.sorted { $0.id < $1.id }
        guard !able.isEmpty else { return nil }
        let turn = turns[service, default: 0] % able.count
        turns[service] = turn + 1
        return able[turn]
    }
}
