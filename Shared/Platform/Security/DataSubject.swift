import Vocabulary

/// Whom personal values are about, by a pseudonym: the unit that can be erased.
public struct DataSubject: Hashable, Sendable {
    public var tenant: TenantID
    /// A blind index or an identifier, never a value that says who it is.
    public var pseudonym: String

    public init(tenant: TenantID, pseudonym: String) {
        self.tenant = tenant
        self.pseudonym = pseudonym
    }
}
