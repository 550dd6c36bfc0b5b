import Foundation
import Logging
import Store
import Vocabulary

enum Startup {
    /// Tries again each second while the database is away, for two minutes: services may start before it.
    static func patiently<Value: Sendable>(_ log: Logger, _ body: () async throws -> Value) async throws -> Value {
        for attempt in 1..<120 {
            do { return try await body() } catch let error as StoreError where error.code == .unavailable {
                if attempt == 1 { log.warning("the database is away; trying again each second", metadata: ["error": "\(error)"]) }
                try await Task.sleep(for: .seconds(1))
            }
        }
        return try await body()
    }

    /// The registry gave this instance up: others may already do its work, so it ends at once.
    static func lapsed(_ log: Logger) {
        log.critical("the lease has ended and others were told so; ending, start me again")
        exit(75)
    }
}
