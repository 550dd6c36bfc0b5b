import Contracts
import Store
import Vocabulary

extension Platform {
    /// Handles every event of these services, once in effect, until the task is cancelled.
    /// - Parameter group: keeps the place in the log: a new name begins at the first event.
    public func consume(group: String, from services: Set<ServiceName>, by handler: @escaping ConsumerGroup.Handler) async throws {
        try await ConsumerGroup(group, of: services, platform: self, handler: handler).run()
    }
}
