import Contracts
import Protocols
import Store
import Vocabulary

/// Registrations as rows that all gateways read.
public struct PostgresRegistrations: Registrations {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    public func bound(_ phone: String, _ contact: PhoneContact, expires: Timestamp) async throws {
        try await database.execute(
            """
            INSERT INTO registration (phone, contact, peer, holder, path, expires_at)
            VALUES (\(phone), \(contact.contact), \(contact.peer.description), \(contact.holder), \(contact.path), \(expires))
            ON CONFLICT (phone, contact) DO UPDATE SET peer = excluded.peer, holder = excluded.holder, path = excluded.path,
              expires_at = excluded.expires_at, registered_at = clock_timestamp()
            """)
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
