import Contracts
import Protocols
import Store
import Vocabulary

/// Registrations as rows that all gateways read.
public struct PostgresRegistrations: Registrations {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// Sorted, so that gateways that write the same rows wait for each other in one order.
    public func bound(_ phones: [RegisteredPhone]) async throws {
        try await database.execute(
            """
            INSERT INTO registration (phone, contact, peer, holder, path, expires_at)
            SELECT phone, contact, peer, holder, path::text[], expires_at
            FROM unnest(\(phones.map(\.phone))::text[], \(phones.map(\.place.contact))::text[], \(phones.map(\.place.peer.description))::text[],
              \(phones.map(\.place.holder?.value))::text[], \(phones.map { Self.text(of: $0.place.path) })::text[], \(phones.map(\.expires))::timestamptz[])
              AS bound (phone, contact, peer, holder, path, expires_at)
            ORDER BY phone, contact
            ON CONFLICT (phone, contact) DO UPDATE SET peer = excluded.peer, holder = excluded.holder, path = excluded.path,
              expires_at = excluded.expires_at, registered_at = clock_timestamp()
            """)
    }

    /// PostgreSQL knows no arrays of arrays that differ in length: each path goes as text.
    private static func text(of path: [String]) -> String {
        guard case .text(let text) = path.sql else { return "{}" }
        return text
    }

    public func removed(_ phone: String, contact: String, by holder: InstanceID) async throws {
        try await database.execute("DELETE FROM registration WHERE phone = \(phone) AND contact = \(contact) AND (holder IS NULL OR holder = \(holder))")
    }

    public func contacts(of phone: String, at now: Timestamp) async throws -> [PhoneContact] {
        try await database.query(
            """
            SELECT contact, peer, holder, path FROM registration
            WHERE phone = \(phone) AND expires_at > \(now) AND (holder IS NULL OR holder IN (SELECT id FROM platform.live_instance))
            ORDER BY registered_at DESC LIMIT 5
            """
        ) { row in
            guard let peer = SocketAddress(try row.get("peer", as: String.self)) else { return PhoneContact?.none }
            return PhoneContact(contact: try row.get("contact"), peer: peer, holder: try row.get("holder"), path: try row.get("path"))
        }.compactMap { $0 }
    }
}
