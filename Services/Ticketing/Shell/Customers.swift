import Contracts
import Security
import Store
import Vocabulary

/// The people who call, found by number.
struct Customers: Sendable {
    var database: any Database
    var sealer: Sealer

    func find(_ number: Masked<String>, tenant: TenantID) async throws -> CustomerCard? {
        let index = sealer.blindIndex(number.revealed, kind: "number", tenant: tenant)
        let id = try await database.query("SELECT customer FROM customer WHERE tenant = \(tenant) AND number_index = \(index)") {
            CustomerID(try $0.get("customer"))
        }.first
        guard let id else { return nil }
        return try await card(of: id)
    }

    private struct Sealings: Sendable {
        var name: Sealed<String>
        var address: Sealed<String>?
    }

    func card(of customer: CustomerID) async throws -> CustomerCard? {
        let stored = try await database.query("SELECT name, address FROM customer WHERE customer = \(customer)") { row in
            Sealings(name: Sealed(box: try row.get("name")), address: try row.get("address", as: String?.self).map { Sealed(box: $0) })
        }.first
        guard let stored else { return nil }
        var address: Masked<String>?
        if let sealed = stored.address { address = Masked(try await sealer.open(sealed, kind: "customer.address", subject: customer.value)) }
        return CustomerCard(
            id: customer, name: Masked(try await sealer.open(stored.name, kind: "customer.name", subject: customer.value)),
            address: address, accounts: try await accounts(of: customer), tickets: try await tickets(of: customer))
    }

    private func accounts(of customer: CustomerID) async throws -> [Masked<String>] {
        let sealed = try await database.query("SELECT account FROM demo_account WHERE customer = \(customer) ORDER BY account_index") {
            Sealed<String>(box: try $0.get("account"))
        }
        var accounts: [Masked<String>] = []
        for box in sealed { accounts.append(Masked(try await sealer.open(box, kind: "account", subject: customer.value))) }
        return accounts
    }

    private func tickets(of customer: CustomerID) async throws -> [TicketCard] {
        struct Stored: Sendable {
            var card: TicketCard
            var title: Sealed<String>
        }
        let stored = try await database.query(
            """
            SELECT ticket, kind, title, state, opened_at, due_at FROM ticket WHERE customer = \(customer) ORDER BY opened_at DESC LIMIT 10
            """
        ) { row in
            Stored(
                card: TicketCard(
                    id: try row.get("ticket"), kind: try row.get("kind"), title: "", state: TicketState(rawValue: try row.get("state")) ?? .open,
                    openedAt: try row.get("opened_at"), dueAt: try row.get("due_at")),
                title: Sealed(box: try row.get("title")))
        }
        var cards: [TicketCard] = []
        for ticket in stored {
            var card = ticket.card
            card.title = try await sealer.open(ticket.title, kind: TicketOpened.type, subject: card.id.value)
            cards.append(card)
        }
        return cards
    }

    /// Adds a customer or replaces the name and address of the one with this number.
    func put(_ customer: DemoCustomer, tenant: TenantID, newID: CustomerID) async throws -> CustomerID {
        let index = sealer.blindIndex(customer.number.revealed, kind: "number", tenant: tenant)
        let known = try await database.query("SELECT customer FROM customer WHERE tenant = \(tenant) AND number_index = \(index)") {
            CustomerID(try $0.get("customer"))
        }.first
        let id = known ?? newID, person = sealer.person(number: customer.number.revealed, tenant: tenant)
        let number = try await sealer.seal(customer.number.revealed, person: person, kind: "customer.number", subject: id.value)
        let name = try await sealer.seal(customer.name.revealed, person: person, kind: "customer.name", subject: id.value)
        let address = try await sealer.seal(customer.address.revealed, person: person, kind: "customer.address", subject: id.value)
        try await database.execute(
            """
            INSERT INTO customer (customer, tenant, number_index, number, name, address)
            VALUES (\(id), \(tenant), \(index), \(number.box), \(name.box), \(address.box))
            ON CONFLICT (tenant, number_index) DO UPDATE SET name = excluded.name, address = excluded.address
            """)
        return id
    }
}
