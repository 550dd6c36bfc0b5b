import ArgumentParser
import Runtime
import Security
import Store
import StorePostgres

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings the common part of the database up to date, and makes the master key unless there is one.",
        discussion: """
            Makes roles, schemas and the tables that all services share; each service brings its own schema up to date when it starts. Runs as \
            an owner who may create roles: the user of database.conninfo, or of --owner.
            """)
    @OptionGroup var suite: SuiteOptions
    @Option(help: "Connection string of the owner; without it database.conninfo as it stands.") var owner: String?

    func run() async throws {
        let keyFile = try suite.keyFile()
        try MasterKey.make(keyFile)
        var options = PostgresOptions(conninfo: try owner ?? suite.conninfo(), schema: PlatformSchema.name, role: nil, instance: nil, applicationName: "hotline migrate")
        options.connections = 1
        options.statementTimeout = .seconds(300)
        options.lockTimeout = .seconds(60)
        let database = PostgresDatabase(options)
        let steps = try await PlatformSchema.migrate(database)
        await database.close()
        Terminal.print(steps.isEmpty ? "the platform's schema is up to date" : "applied: " + steps.joined(separator: ", "))
        Terminal.print("master key: \(keyFile) (keep a copy in a safe place: without it nothing sealed can be read)")
    }
}
