import Contracts
import Vocabulary

/// A company's own systems behind one door: bills, parcels, orders. A connector is a folder in `Connectors/` and a line
/// in Main, and passes `ConnectorConformance`.
public protocol BusinessConnector: Sendable {
    var name: String { get }
    /// The actions it carries out, of those in `BusinessActionKind.all`.
    var actions: Set<String> { get }

    /// Carries out one action; asked again with the same key it changes nothing more and answers the same.
    /// - Throws: `RequestFailure`: `.unavailable` when the system is away, `.timedOut`.
    func perform(_ query: BusinessQuery) async throws -> BusinessResult
}

public struct BusinessQuery: Sendable {
    public var key: String
    public var tenant: TenantID
    public var customer: CustomerID?
    public var action: String
    public var parameters: [String: Masked<String>]

    public init(key: String, tenant: TenantID, customer: CustomerID?, action: String, parameters: [String: Masked<String>]) {
        self.key = key
        self.tenant = tenant
        self.customer = customer
        self.action = action
        self.parameters = parameters
    }
}

public enum BusinessResult: Sendable, Hashable {
    case found([String: Masked<String>])
    case notFound
    case refused(String)
}
