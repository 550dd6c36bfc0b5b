import Protocols
import Store
import Vocabulary

/// Registrations as rows that all gateways read.
public struct PostgresRegistrations: Registrations {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    public func bound(_ phone: String, contact: String, peer: SocketAddress, expires: Timestamp) async throws {
        try await database.execute(
            """
            INSERT INTO registration (phone, contact, peer, expires_at) VALUES (\(phone), \(contact), \(peer.description), \(expires))
            ON CONFLICT (phone, contact) DO UPDATE SET peer = excluded.peer, expires_at = excluded.expires_at, registered_at = clock_timestamp()
            """)
    }

    public func removed(_ phone: String, contact: String) async throws {
        try await database.execute("DELETE FROM registration WHERE phone = \(phone) AND contact = \(contact)")
    }

    public func contacts(of phone: String, at now: Timestamp) async throws -> [PhoneContact] {
        let rows = try await database.query("SELECT contact, peer FROM registration WHERE phone = \(phone) AND expires_at > \(now) ORDER BY registered_at DESC LIMIT 5") { row in
            (contact: try row.get("contact", as: String.self), peer: try row.get("peer", as: String.self))
        }
        return rows.compactMap { row in SocketAddress(row.peer).map { PhoneContact(contact: row.contact, peer: $0) } }
    }
}
