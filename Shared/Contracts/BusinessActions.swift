/// The business actions that packs may name and connectors carry out: what goes in and what comes out.
///
/// Values are text: dates `yyyy-MM-dd`, times `HH:mm`, amounts in yuan with two decimals (`1860.00`), numbers as digits.
public struct BusinessActionKind: Sendable, Hashable {
    public var name: String
    public var required: [String]
    public var optional: [String]
    public var results: [String]
    /// Nothing changes by doing it.
    public var isReadOnly: Bool

    init(_ name: String, required: [String] = [], optional: [String] = [], results: [String], readOnly: Bool = false) {
        self.name = name
        self.required = required
        self.optional = optional
        self.results = results
        isReadOnly = readOnly
    }

    /// Every action there is. `hotline packs check` refuses a scenario that names another.
    public static let all: [BusinessActionKind] = [
        // By `account`, or the accounts of the customer who calls.
        BusinessActionKind("bill.lookup", optional: ["account"], results: ["account", "amount", "status", "season"], readOnly: true),
        BusinessActionKind("account.lookup", optional: ["account"], results: ["account", "address", "area"], readOnly: true),
        // By `order` or `tracking`, or the customer's newest parcel. `status` is a phrase to be spoken.
        BusinessActionKind("parcel.lookup", optional: ["order", "tracking"], results: ["order", "tracking", "goods", "status", "state", "place", "expected"], readOnly: true),
        // The newest open ticket of the customer, or the one named.
        BusinessActionKind("ticket.lookup", optional: ["ticket"], results: ["ticket", "title", "status", "due"], readOnly: true),
        // `kind` is the intent or scenario; everything else is kept with the ticket. `due` is spoken: 明天二十点前.
        BusinessActionKind(
            "ticket.create", required: ["kind"],
            optional: ["title", "detail", "address", "account", "phone", "date", "time", "priority", "name", "order", "amount", "text"],
            results: ["ticket", "due"]),
        BusinessActionKind("ticket.urge", optional: ["ticket", "detail"], results: ["ticket", "status", "due"]),
        BusinessActionKind("return.create", optional: ["order", "reason", "detail", "phone"], results: ["ticket", "order", "goods", "due"]),
        BusinessActionKind("refund.lookup", optional: ["order"], results: ["order", "status", "amount", "expected"], readOnly: true),
        BusinessActionKind("callback.create", optional: ["phone", "date", "time", "detail"], results: ["ticket", "due"]),
    ]

    public static func named(_ name: String) -> BusinessActionKind? { all.first { $0.name == name } }
}
