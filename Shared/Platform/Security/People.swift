import Contracts
import Store
import Vocabulary

/// Those who sign in, and their phones. Each service may call what its role was granted.
public struct People: Sendable {
    private let database: any Database
    private let sealer: Sealer

    public init(_ database: any Database, _ sealer: Sealer) {
        self.database = database
        self.sealer = sealer
    }

    // MARK: The operator

    /// Adds or replaces; without a password an earlier one stays.
    public func put(_ person: Person, password: Masked<String>?) async throws {
        let name = try await sealer.seal(person.name.revealed, person: Self.subject(person), kind: "person.name", subject: person.id.value)
        let kept = password.map { Password.hash($0.revealed) }
        let roles = person.roles.map(\.rawValue).sorted()
        try await database.execute("SELECT platform.put_person(\(person.id), \(person.tenant), \(name), \(roles), \(kept))")
    }

    public func put(_ device: DeviceCredential) async throws {
        try await database.execute("SELECT platform.put_device(\(device.phone), \(device.person), \(device.realm), \(device.ha1MD5), \(device.ha1SHA256))")
    }

    /// - Returns: false when nobody is so named, or they are disabled already.
    public func disable(_ id: AgentID) async throws -> Bool {
        try await database.query("SELECT platform.disable_person(\(id)) AS done") { try $0.get("done", as: Bool.self) }.first ?? false
    }

    // MARK: The web

    public func all() async throws -> [Person] {
        var people: [Person] = []
        for row in try await rows() { people.append(try await person(row)) }
        return people
    }

    /// - Returns: nil when the name or the password is wrong, after the same time.
    public func signIn(_ id: AgentID, password: Masked<String>) async throws -> Person? {
        let row = try await rows().first { $0.id == id }
        let kept = row?.password ?? Self.nobody
        guard Password.verify(password.revealed, against: kept), let row, row.password != nil else { return nil }
        return try await person(row)
    }

    // MARK: Phones

    public func device(_ phone: String) async throws -> DeviceCredential? {
        try await database.query("SELECT phone, person, tenant, realm, ha1_md5, ha1_sha256 FROM platform.device(\(phone))") { row in
            DeviceCredential(
                phone: try row.get("phone"), person: try row.get("person"), tenant: try row.get("tenant"), realm: try row.get("realm"),
                ha1MD5: try row.get("ha1_md5"), ha1SHA256: try row.get("ha1_sha256"))
        }.first
    }

    // MARK: Rows

    struct Stored: Sendable {
        var id: AgentID
        var tenant: TenantID
        var name: Sealed<String>
        var roles: [String]
        var password: String?
        var phone: String?
    }

    private func rows() async throws -> [Stored] {
        try await database.query("SELECT id, tenant, name, roles, password, phone FROM platform.people()") { row in
            Stored(
                id: try row.get("id"), tenant: try row.get("tenant"), name: try row.get("name"), roles: try row.get("roles"),
                password: try row.get("password", as: String?.self), phone: try row.get("phone", as: String?.self))
        }
    }

    private func person(_ stored: Stored) async throws -> Person {
        let name = try await sealer.open(stored.name, kind: "person.name", subject: stored.id.value)
        return Person(id: stored.id, tenant: stored.tenant, name: Masked(name), roles: Set(stored.roles.compactMap(Role.init)), phone: stored.phone)
    }

    private static func subject(_ person: Person) -> DataSubject { DataSubject(tenant: person.tenant, pseudonym: "person:" + person.id.value) }
    /// Verified when there is no such person, so that the time does not tell.
    private static let nobody = Password.hash(Token.make().secret)
}
