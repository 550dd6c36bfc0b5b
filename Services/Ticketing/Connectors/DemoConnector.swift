import Contracts
import Security
import Store
import TicketingCore
import Vocabulary

/// A heating company's and a shop's systems in a few tables, for demonstrations and tests: read-only look-ups.
public struct DemoConnector: BusinessConnector {
    public let name = "demo"
    public let actions: Set<String> = ["bill.lookup", "account.lookup", "parcel.lookup", "refund.lookup"]

    private let database: any Database
    private let sealer: Sealer

    public init(database: any Database, sealer: Sealer) {
        self.database = database
        self.sealer = sealer
    }

    public func perform(_ query: BusinessQuery) async throws -> BusinessResult {
        switch query.action {
        case "bill.lookup", "account.lookup": try await bill(query)
        default: try await parcel(query)
        }
    }

    // MARK: Heating

    private struct Account: Sendable {
        var customer: CustomerID
        var account: Sealed<String>
        var season: String
        var due: Int
        var paid: Bool
        var address: Sealed<String>?
    }

    private func bill(_ query: BusinessQuery) async throws -> BusinessResult {
        let index = query.parameters["account"].map { sealer.blindIndex($0.revealed, kind: "account", tenant: query.tenant) }
        let found = try await database.query(
            """
            SELECT demo_account.customer, account, season, due_fen, paid, customer.address FROM demo_account JOIN customer USING (customer)
            WHERE demo_account.tenant = \(query.tenant) AND (account_index = \(index) OR (\(index)::text IS NULL AND demo_account.customer = \(query.customer))) LIMIT 1
            """
        ) { row in
            Account(
                customer: try row.get("customer"), account: Sealed(box: try row.get("account")), season: try row.get("season"),
                due: try row.get("due_fen"), paid: try row.get("paid"), address: try row.get("address", as: String?.self).map { Sealed(box: $0) })
        }.first
        guard let found else { return .notFound }
        var values = [
            "account": Masked(try await sealer.open(found.account, kind: "account", subject: found.customer.value)),
            "season": Masked(found.season), "amount": Masked(Self.yuan(found.due)), "status": Masked(found.paid ? "已缴清" : "未缴纳"),
        ]
        if let address = found.address {
            values["address"] = Masked(try await sealer.open(address, kind: "customer.address", subject: found.customer.value))
        }
        return .found(values)
    }

    private static func yuan(_ fen: Int) -> String { "\(fen / 100).\(fen % 100 < 10 ? "0" : "")\(fen % 100)" }

    // MARK: Parcels

    private struct Parcel: Sendable {
        var customer: CustomerID
        var order: Sealed<String>
        var tracking: Sealed<String>
        var goods: String
        var state: String
        var place: String
        var expected: String
    }

    private func parcel(_ query: BusinessQuery) async throws -> BusinessResult {
        let order = query.parameters["order"].map { sealer.blindIndex($0.revealed, kind: "order", tenant: query.tenant) }
        let tracking = query.parameters["tracking"].map { sealer.blindIndex($0.revealed, kind: "tracking", tenant: query.tenant) }
        let anyOf = order == nil && tracking == nil ? query.customer : nil
        let found = try await database.query(
            """
            SELECT customer, order_number, tracking, goods, state, place, expected FROM demo_parcel
            WHERE tenant = \(query.tenant) AND (order_index = \(order) OR tracking_index = \(tracking) OR customer = \(anyOf)) ORDER BY put_at DESC LIMIT 1
            """
        ) { row in
            Parcel(
                customer: try row.get("customer"), order: Sealed(box: try row.get("order_number")), tracking: Sealed(box: try row.get("tracking")),
                goods: try row.get("goods"), state: try row.get("state"), place: try row.get("place"), expected: try row.get("expected"))
        }.first
        guard let found else { return .notFound }
        return .found([
            "order": Masked(try await sealer.open(found.order, kind: "order", subject: found.customer.value)),
            "tracking": Masked(try await sealer.open(found.tracking, kind: "tracking", subject: found.customer.value)),
            "goods": Masked(found.goods), "state": Masked(found.state), "status": Masked(Self.spoken[found.state] ?? found.state),
            "place": Masked(found.place), "expected": Masked(found.expected),
        ])
    }

    private static let spoken = ["packed": "已打包，等待快递揽收", "in-transit": "正在运输途中", "out-for-delivery": "正在派送，今天送达", "delivered": "已签收"]

    // MARK: Records

    /// Replaces what the customer has in these tables.
    public func put(_ customer: DemoCustomer, of id: CustomerID, tenant: TenantID) async throws {
        let person = sealer.person(number: customer.number.revealed, tenant: tenant)
        if let account = customer.account {
            let sealed = try await sealer.seal(account.revealed, person: person, kind: "account", subject: id.value)
            let index = sealer.blindIndex(account.revealed, kind: "account", tenant: tenant), due = customer.due ?? 0
            try await database.execute(
                """
                INSERT INTO demo_account (tenant, account_index, account, customer, season, due_fen, paid)
                VALUES (\(tenant), \(index), \(sealed.box), \(id), '本采暖季', \(due), \(due == 0))
                ON CONFLICT (tenant, account_index) DO UPDATE SET customer = excluded.customer, due_fen = excluded.due_fen, paid = excluded.paid
                """)
        }
        for parcel in customer.parcels { try await put(parcel, of: id, person, tenant) }
    }

    private func put(_ parcel: DemoParcel, of id: CustomerID, _ person: DataSubject, _ tenant: TenantID) async throws {
        let order = try await sealer.seal(parcel.order.revealed, person: person, kind: "order", subject: id.value)
        let tracking = try await sealer.seal(parcel.tracking.revealed, person: person, kind: "tracking", subject: id.value)
        try await database.execute(
            """
            INSERT INTO demo_parcel (tenant, order_index, tracking_index, customer, order_number, tracking, goods, state, place, expected)
            VALUES (\(tenant), \(sealer.blindIndex(parcel.order.revealed, kind: "order", tenant: tenant)),
                    \(sealer.blindIndex(parcel.tracking.revealed, kind: "tracking", tenant: tenant)), \(id), \(order.box), \(tracking.box),
                    \(parcel.goods), \(parcel.state), \(parcel.place), \(parcel.expected))
            ON CONFLICT (tenant, order_index) DO UPDATE SET customer = excluded.customer, goods = excluded.goods, state = excluded.state,
                place = excluded.place, expected = excluded.expected, put_at = now()
            """)
    }
}
