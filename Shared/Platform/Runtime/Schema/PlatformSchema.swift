import Store

/// What all services share: roles, the registry, the event log, cursors, people, data keys, the audit chain.
public enum PlatformSchema {
    public static let name = "platform"

    /// Makes or updates it.
    /// - Parameter database: signed in as an owner who may create roles and schemas, `platform` first on the search path.
    /// - Returns: the names of the steps applied.
    public static func migrate(_ database: any Database) async throws -> [String] {
        try await database.execute("CREATE SCHEMA IF NOT EXISTS platform")
        return try await Schema(name, migrations).migrate(database)
    }

    static var migrations: [Migration] {
        [
            Migration("0001-roles", PackageResources._001_roles_sql),
            Migration("0002-registry", PackageResources._002_registry_sql),
            Migration("0003-log", PackageResources._003_log_sql),
            Migration("0004-consumers", PackageResources._004_consumers_sql),
            Migration("0005-people", PackageResources._005_people_sql),
            Migration("0006-sealing", PackageResources._006_sealing_sql),
            Migration("0007-grants", PackageResources._007_grants_sql),
        ]
    }
}
