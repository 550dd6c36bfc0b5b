import Bus
import Contracts
import Foundation
import Logging
import Runtime
import Security
import Store
import StorePostgres
import Testing
import Vocabulary

/// Gives each test (of a suite) a database of its own, cloned from one that was migrated once, and drops it at the end.
///
/// `HOTLINE_TEST_DATABASE` names a superuser's connection to a cluster that may be used up; deploy/test starts one.
struct FreshDatabase: SuiteTrait, TestTrait, TestScoping {
    @TaskLocal static var conninfo = ""
    var isRecursive: Bool { true }

    func provideScope(for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void) async throws {
        let owner = try Self.owner()
        try await Self.template.ready(owner)
        let name = "test_\(UInt64.random(in: 0...UInt64.max))"
        try await Self.administer(owner, SQL(migration: "CREATE DATABASE \(name) TEMPLATE \(Template.name)"))
        do {
            try await Self.$conninfo.withValue(owner + " dbname=\(name)") { try await body() }
        } catch {
            try await Self.administer(owner, SQL(migration: "DROP DATABASE \(name) WITH (FORCE)"))
            throw error
        }
        try await Self.administer(owner, SQL(migration: "DROP DATABASE \(name) WITH (FORCE)"))
    }

    private static let template = Template()

    static func owner() throws -> String {
        guard let owner = ProcessInfo.processInfo.environment["HOTLINE_TEST_DATABASE"], !owner.isEmpty else { throw NoDatabase() }
        return owner
    }

    static func administer(_ conninfo: String, _ sql: SQL) async throws {
        let database = PostgresDatabase(.owner(conninfo))
        do { try await database.execute(sql) } catch {
            await database.close()
            throw error
        }
        await database.close()
    }

    // MARK: What a test asks for

    /// The fresh database as its owner sees it.
    static func asOwner() -> PostgresDatabase { PostgresDatabase(.owner(conninfo)) }

    /// The fresh database as an instance of a service sees it, with a lease of a minute.
    static func asService(_ service: ServiceName, _ name: String = "a", connections: Int = 4) async throws -> PostgresDatabase {
        let instance = InstanceID("\(service.rawValue)-\(name)")
        var options = PostgresOptions(conninfo: conninfo, service: service, instance: instance)
        options.connections = connections
        let database = PostgresDatabase(options)
        _ = try await database.renew(instance, for: .seconds(60))
        return database
    }

    /// What a service would stand on, quietly.
    static func platform(_ service: ServiceName, _ name: String, _ database: any Database, bus: any Bus, key: MasterKey? = nil, folder: String = "", time: any TimeSource = SystemTime())
        throws -> Platform
    {
        Platform(
            service: service, instance: InstanceID("\(service.rawValue)-\(name)"), index: 0, configuration: try Configuration(yaml: "", file: "test"),
            log: Logger(label: name) { _ in SwiftLogNoOpLogHandler() }, metrics: Metrics(), readiness: Readiness(), time: time, bus: bus,
            database: database, sealer: try Sealer(key ?? MasterKey(SecureRandom.bytes(32)), database: database),
            folders: Folders(keyFile: "", spool: folder, blobs: folder))
    }

    /// The database goes away: every connection ends and none is accepted, until `comeBack`.
    static func goAway() async throws {
        let name = conninfo.split(separator: "=").last.map(String.init) ?? ""
        try await administer(owner(), SQL(migration: "ALTER DATABASE \(name) ALLOW_CONNECTIONS false"))
        try await administer(owner(), SQL(migration: "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '\(name)'"))
    }

    static func comeBack() async throws {
        let name = conninfo.split(separator: "=").last.map(String.init) ?? ""
        try await administer(owner(), SQL(migration: "ALTER DATABASE \(name) ALLOW_CONNECTIONS true"))
    }

    /// Ends an instance's lease, as if it had been silent too long.
    static func lapse(_ instance: InstanceID) async throws {
        let owner = asOwner()
        try await owner.execute("UPDATE platform.instance SET leased_until = '-infinity' WHERE id = \(instance)")
        await owner.close()
    }
}

struct NoDatabase: Error, CustomStringConvertible {
    let description = "HOTLINE_TEST_DATABASE names no PostgreSQL: run these tests with deploy/test"
}

extension PostgresOptions {
    static func owner(_ conninfo: String, schema: String = "platform") -> PostgresOptions {
        var options = PostgresOptions(conninfo: conninfo, schema: schema, role: nil, instance: nil, applicationName: "tests")
        options.connections = 1
        options.statementTimeout = .seconds(30)
        options.lockTimeout = .seconds(30)
        return options
    }
}

extension PostgresDatabase {
    func renew(_ instance: InstanceID, for lease: Duration) async throws -> Bool {
        let milliseconds = lease.nanoseconds / 1_000_000
        return try await query(
            """
            SELECT platform.renew_instance(\(instance), 'tcp://127.0.0.1:1', 'tcp://127.0.0.1:2', 'tcp://127.0.0.1:3', 'key', 0, 1, false, \(milliseconds)) AS kept
            """
        ) { try $0.get("kept", as: Bool.self) }.first ?? false
    }
}

/// Migrated once a process, and once more for each test target that this file is part of.
private actor Template {
    static let name = "template_\(UInt64.random(in: 0...UInt64.max))"
    private var preparation: Task<Void, any Error>?

    func ready(_ owner: String) async throws {
        let preparation = self.preparation ?? Task { try await Self.prepare(owner) }
        self.preparation = preparation
        try await preparation.value
    }

    private static func prepare(_ owner: String) async throws {
        try await FreshDatabase.administer(owner, SQL(migration: "DROP DATABASE IF EXISTS \(name)"))
        try await FreshDatabase.administer(owner, SQL(migration: "CREATE DATABASE \(name)"))
        let database = PostgresDatabase(.owner(owner + " dbname=\(name)"))
        _ = try await PlatformSchema.migrate(database)
        await database.close()
    }
}
