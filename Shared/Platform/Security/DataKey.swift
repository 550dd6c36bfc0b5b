import Contracts
import Vocabulary

/// The key under which one person's values are sealed. Stored wrapped by its tenant's key.
struct DataKey: Hashable, Sendable {
    /// 16 random octets in base64url: what a box names.
    var id: String
    var subject: DataSubject
    var octets: [UInt8]

    static func make(for subject: DataSubject) -> DataKey {
        DataKey(id: Base64URL.encode(SecureRandom.bytes(16)), subject: subject, octets: SecureRandom.bytes(32))
    }

    func wrapped(by master: MasterKey) -> WrappedKey {
        let box = AES256GCM.seal(octets, key: Self.wrappingKey(subject.tenant, master), associated: Self.associated(id, subject))
        return WrappedKey(id: id, tenant: subject.tenant, pseudonym: subject.pseudonym, box: box)
    }

    static func wrappingKey(_ tenant: TenantID, _ master: MasterKey) -> [UInt8] { master.derived("tenant/" + tenant.value) }
    static func associated(_ id: String, _ subject: DataSubject) -> [UInt8] { Array("data-key\0\(id)\0\(subject.pseudonym)".utf8) }
}

/// A data key as it is stored and spooled.
struct WrappedKey: Codable, Hashable, Sendable {
    var id: String
    var tenant: TenantID
    var pseudonym: String
    var box: [UInt8]

    func unwrapped(by master: MasterKey) throws(SealingError) -> DataKey {
        let subject = DataSubject(tenant: tenant, pseudonym: pseudonym)
        guard let octets = AES256GCM.open(box, key: DataKey.wrappingKey(tenant, master), associated: DataKey.associated(id, subject)) else {
            throw SealingError(.altered, "data key \(id) was not wrapped by this master key")
        }
        return DataKey(id: id, subject: subject, octets: octets)
    }
}
