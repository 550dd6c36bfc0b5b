import Contracts
import Store
import Vocabulary

/// Who is signed in, by tokens: 256 random bits whose digest alone is kept, with an expiry; links sign in once.
public struct SignIns: Sendable {
    public struct Current: Hashable, Sendable {
        public var person: Person
        public var expires: Timestamp
    }

    private let database: any Database
    private let sealer: Sealer

    public init(_ database: any Database, _ sealer: Sealer) {
        self.database = database
        self.sealer = sealer
    }

    /// - Throws: `StoreError.refused("HL004")` when there is no such person.
    public func issue(to id: AgentID, until expiry: Timestamp) async throws -> Token { try await issue(id, "sign-in", expiry) }

    /// For a URL; `redeem` takes it once.
    public func link(for id: AgentID, until expiry: Timestamp) async throws -> Token { try await issue(id, "link", expiry) }

    /// Whose token this is; nil when it is unknown or over, or its holder disabled.
    public func current(_ token: Token) async throws -> Current? {
        let found = try await database.query("SELECT id, tenant, name, roles, expires_at FROM platform.check_token(\(token.digest))") { row in
            (try Self.stored(row), try row.get("expires_at", as: Timestamp.self))
        }.first
        guard let (stored, expires) = found else { return nil }
        return Current(person: try await person(stored), expires: expires)
    }

    /// Signs in by a link; nil when it was used, is unknown, or is over.
    public func redeem(_ link: Token, until expiry: Timestamp) async throws -> (person: Person, token: Token)? {
        guard let stored = try await database.query("SELECT id, tenant, name, roles FROM platform.redeem_link(\(link.digest))", Self.stored).first else { return nil }
        return (try await person(stored), try await issue(to: stored.id, until: expiry))
    }

    public func signOut(_ token: Token) async throws { try await database.execute("SELECT platform.revoke_token(\(token.digest))") }

    private func issue(_ id: AgentID, _ kind: String, _ expiry: Timestamp) async throws -> Token {
        let token = Token.make()
        try await database.execute("SELECT platform.issue_token(\(token.digest), \(id), \(kind), \(expiry))")
        return token
    }

    private func person(_ stored: People.Stored) async throws -> Person {
        let name = try await sealer.open(stored.name, kind: "person.name", subject: stored.id.value)
        return Person(id: stored.id, tenant: stored.tenant, name: Masked(name), roles: Set(stored.roles.compactMap(Role.init)))
    }

    @Sendable private static func stored(_ row: any Row) throws -> People.Stored {
        People.Stored(id: try row.get("id"), tenant: try row.get("tenant"), name: try row.get("name"), roles: try row.get("roles"))
    }
}
