import Contracts
import ServiceLifecycle
import Store
import Vocabulary

extension Platform {
    /// Handles every event of these services, once in effect, until the service is told to end.
    /// - Parameter group: keeps the place in the log: a new name begins at the first event.
    public func consume(group: String, from services: Set<ServiceName>, by handler: @escaping ConsumerGroup.Handler) async throws {
        let consumers = ConsumerGroup(group, of: services, platform: self, handler: handler)
        do { try await cancelWhenGracefulShutdown { try await consumers.run() } } catch is CancellationError {}
    }
}
