import Bus
import Store
import Vocabulary

/// The registry as rows of the `platform` schema. The database role decides which service may be registered, and the
/// database's clock when a lease ends.
public struct PostgresRegistry: Registry {
    private let database: any Database

    /// - Parameter database: best a connection of its own, so that a heartbeat never waits behind the service's work.
    public init(_ database: any Database) { self.database = database }

    public func renew(_ instance: Instance, lease: Duration) async throws -> Bool {
        let milliseconds = lease.nanoseconds / 1_000_000
        return try await database.query(
            """
            SELECT platform.renew_instance(\(instance.id), \(instance.endpoints.requests), \(instance.endpoints.events),
              \(instance.endpoints.streams), \(instance.publicKey), \(instance.load), \(instance.capacity), \(instance.draining),
              \(milliseconds)) AS kept
            """
        ) { try $0.get("kept", as: Bool.self) }.first ?? false
    }

    public func withdraw(_ instance: InstanceID) async throws {
        _ = try await database.query("SELECT platform.withdraw_instance(\(instance)) AS done") { _ in }
    }

    public func live() async throws -> [Instance] {
        try await database.query(
            """
            SELECT id, service, requests, events, streams, public_key, load, capacity, draining, leased_until
            FROM platform.live_instance ORDER BY id
            """, Instance.init(row:))
    }
}

extension Instance {
    @Sendable fileprivate init(row: any Row) throws {
        self.init(
            id: try row.get("id"), service: try row.get("service"),
            endpoints: Endpoints(requests: try row.get("requests"), events: try row.get("events"), streams: try row.get("streams")),
            publicKey: try row.get("public_key"), load: try row.get("load"), capacity: try row.get("capacity"), draining: try row.get("draining"),
            leasedUntil: try row.get("leased_until"))
    }
}
