import Contracts
import Store
import StorePostgres
import Vocabulary

/// PostgreSQL, and the schemas in it.
struct DatabaseCheck {
    var settings: SuiteSettings
    var config: String?

    func findings() async -> [Finding] {
        var options = PostgresOptions(conninfo: settings.conninfo, service: .operator, instance: InstanceID("operator-doctor"))
        options.connections = 1
        let database = PostgresDatabase(options)
        let findings = await examine(database)
        await database.close()
        return findings
    }

    private var migrate: String { "hotline migrate" + (config.map { " --config \($0)" } ?? "") }

    private func examine(_ database: PostgresDatabase) async -> [Finding] {
        do {
            let version = try await database.query("SELECT current_setting('server_version') AS version") { try $0.get("version", as: String.self) }.first ?? "?"
            return [.good("PostgreSQL", version)] + (try await schemas(database))
        } catch let error as StoreError {
            // A server that answers but does not know the operator's role has never been migrated.
            if error.reason.contains("role \"hotline_operator\" does not exist") { return [.missing("schemas", "the database was never migrated", mend: migrate)] }
            return [.missing("PostgreSQL", error.reason, mend: "deploy/postgres start FOLDER, or set database.conninfo to where it runs")]
        } catch {
            return [.missing("PostgreSQL", "\(error)", mend: migrate)]
        }
    }

    /// Which of the schemas there are: their contents are their owners' alone to see.
    private func schemas(_ database: PostgresDatabase) async throws -> [Finding] {
        let present = Set(
            try await database.query(
                """
                SELECT n.nspname AS name FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid WHERE c.relname = 'migration'
                """
            ) { try $0.get("name", as: String.self) })
        guard present.contains("platform") else { return [.missing("schemas", "the platform's is absent", mend: migrate)] }
        let absent = ServiceName.allCases.filter { $0 != .operator && !present.contains($0.schema) }
        return [
            absent.isEmpty
                ? .good("schemas", "the platform's and all services'")
                : .note("schemas", "each of these makes its own when it first starts: \(absent.map(\.rawValue).joined(separator: ", "))")
        ]
    }
}
