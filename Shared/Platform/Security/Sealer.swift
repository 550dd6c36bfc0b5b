import Contracts
import Store
import Vocabulary

/// Seals personal values and opens them: AES-256-GCM under a data key of the person, which is wrapped by a key of the
/// tenant, which is derived from the master key. A person is erased by destroying their data keys.
public final class Sealer: Sendable {
    private let master: MasterKey
    private let keys: KeyRing

    /// - Parameters:
    ///   - spool: a file for the keys made while the database is away; without it they live as long as the process.
    public init(_ master: MasterKey, database: any Database, spool: String? = nil) throws {
        self.master = master
        keys = try KeyRing(master, database, spool: spool)
    }

    // MARK: Values

    /// - Parameters:
    ///   - kind: the event's type or the table's and column's name.
    ///   - subject: the event's subject or the row's id. Opening needs the same two.
    /// - Throws: `SealingError.spool` when the database is away and the key cannot be kept.
    public func seal<Value: Codable & Sendable>(_ value: Value, person: DataSubject, kind: String, subject: String) async throws -> Sealed<Value> {
        let key = try await keys.key(for: person)
        let body = AES256GCM.seal(Body.encode(value), key: key.octets, associated: SealedBox.associated(kind, subject))
        return Sealed(box: SealedBox(key: key.id, body: body).text)
    }

    /// - Throws: `SealingError`, or `StoreError` when the key is not in memory and the database is away.
    public func open<Value: Codable & Sendable>(_ sealed: Sealed<Value>, kind: String, subject: String) async throws -> Value {
        let box = try SealedBox(sealed.box)
        let key = try await keys.key(named: box.key)
        guard let plain = AES256GCM.open(box.body, key: key.octets, associated: SealedBox.associated(kind, subject)) else {
            throw SealingError(.altered, "a sealed value was changed, or belongs to another \(kind)")
        }
        guard let value = try? Body.decode(Value.self, from: plain) else { throw SealingError(.malformed, "a sealed \(kind) holds something else") }
        return value
    }

    // MARK: Pseudonyms

    /// Equal for equal values of one kind and tenant, and says nothing else about them: for look-up by a number.
    public func blindIndex(_ value: String, kind: String, tenant: TenantID) -> String {
        Base64URL.encode(Digest.hmacSHA256("\(kind)\0\(value)".utf8, key: master.derived("blind-index/" + tenant.value)).prefix(16))
    }

    /// Somebody known by a telephone number.
    public func person(number: String, tenant: TenantID) -> DataSubject {
        DataSubject(tenant: tenant, pseudonym: "number:" + blindIndex(number, kind: "number", tenant: tenant))
    }

    /// The customer, or as long as nobody knows who it is, the caller of this call.
    public func person(customer: CustomerID?, call: CallID, tenant: TenantID) -> DataSubject {
        DataSubject(tenant: tenant, pseudonym: customer.map { "customer:" + $0.value } ?? "call:" + call.value)
    }

    /// What the spools of this process are sealed with.
    public var spoolKey: [UInt8] { master.derived("spool") }

    // MARK: Keys

    /// Keys that wait for the database: events sealed with them must wait for `storePendingKeys`.
    public var hasPendingKeys: Bool { keys.hasPending }
    /// - Throws: `StoreError` while the database is still away.
    public func storePendingKeys() async throws { try await keys.storePending() }

    /// Destroys a person's data keys. Other processes may open what they have in memory for ten minutes more.
    /// - Returns: how many.
    @discardableResult
    public func erase(_ person: DataSubject) async throws -> Int { try await keys.erase(person) }
}
