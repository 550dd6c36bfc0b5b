import Contracts
import Store
import Vocabulary

/// Which gateways can ring which phone, as they said.
struct Phones {
    var transaction: any Transaction

    /// What is said of the phone by gateways that are gone, or that it has left, is forgotten.
    func registered(_ event: PhoneRegistered) throws {
        try transaction.execute(
            """
            DELETE FROM phone WHERE phone = \(event.phone) AND gateway <> \(event.gateway)
              AND (NOT registered OR gateway NOT IN (SELECT id FROM platform.live_instance))
            """)
        try set(event.phone, event.gateway, held: event.held, registered: true)
    }

    func left(_ event: PhoneLeft) throws { try set(event.phone, event.gateway, held: true, registered: false) }

    private func set(_ phone: String, _ gateway: InstanceID, held: Bool, registered: Bool) throws {
        try transaction.execute(
            """
            INSERT INTO phone (phone, gateway, held, registered) VALUES (\(phone), \(gateway), \(held), \(registered))
            ON CONFLICT (phone, gateway) DO UPDATE SET held = excluded.held, registered = excluded.registered
            """)
    }
}
