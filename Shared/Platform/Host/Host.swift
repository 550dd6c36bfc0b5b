import Bus
import BusZeroMQ
import Foundation
import Logging
import Runtime
import Security
import ServiceLifecycle
import Store
import StorePostgres
import Vocabulary
import Web

/// Composes a service out of the platform and runs it until it is told to stop. Every main is a call of `run`.
public enum Host {
    /// - Parameters:
    ///   - migrations: the service's own schema.
    ///   - assemble: makes the service; what it throws ends the process with a message.
    public static func run(_ service: ServiceName, migrations: [Migration], assemble: @escaping @Sendable (Platform) async throws -> Assembly) async {
        do {
            let arguments = try HostArguments(Array(CommandLine.arguments.dropFirst()))
            if arguments.wantsHelp { return FileHandle.standardOutput.write(Data(HostArguments.help(service).utf8)) }
            let configuration = try Configuration.load(path: arguments.config)
            let settings = try configuration.read(HostSettings.sections) { HostSettings(&$0, service: service, index: arguments.index) }
            try await start(service, arguments, configuration, settings, migrations, assemble)
        } catch {
            FileHandle.standardError.write(Data("\(service.rawValue): \(error)\n".utf8))
            exit(1)
        }
    }

    private static func start(
        _ service: ServiceName, _ arguments: HostArguments, _ configuration: Configuration, _ settings: HostSettings,
        _ migrations: [Migration], _ assemble: @Sendable (Platform) async throws -> Assembly
    ) async throws {
        var random = SystemRandomNumberGenerator()
        let time = SystemTime()
        let instance = InstanceID("\(service.rawValue)-\(ULID.make(at: time.timestamp(), using: &random))")
        let log = Logger(label: service.rawValue) { _ in JSONLog(service: service.rawValue, instance: instance.value, level: settings.level) }
        var options = PostgresOptions(conninfo: settings.conninfo, service: service, instance: instance)
        options.connections = settings.connections
        let database = PostgresDatabase(options)
        let steps = try await Startup.patiently(log) { try await Schema(service.schema, migrations).migrate(database) }
        for step in steps { log.info("migration applied", metadata: ["step": "\(step)"]) }
        if arguments.migrateOnly { return await database.close() }

        let bus = try await ZeroMQBus(
            instance: instance, of: service, registry: PostgresRegistry(database), options: settings.bus,
            log: { log.notice("bus", metadata: ["detail": "\($0)"]) }, onLapsed: { Startup.lapsed(log) })
        database.announceCommits { bus.announce($0) }
        let readiness = Readiness()
        readiness.require("database") { database.isReachable ? nil : "cannot be reached; is PostgreSQL running at the conninfo configured?" }
        let platform = Platform(
            service: service, instance: instance, index: arguments.index, configuration: configuration, log: log, metrics: Metrics(),
            readiness: readiness, time: time, bus: bus, database: database,
            sealer: try Sealer(MasterKey.load(settings.folders.keyFile), database: database, spool: settings.folders.spool + "/keys-\(service.rawValue)-\(arguments.index)"),
            folders: settings.folders)
        let assembly = try await assemble(platform)
        let web = WebServer(settings.web, metrics: platform.metrics, readiness: readiness, log: log, routes: assembly.routes)
        // Told to end in the reverse of this order, each after the one before has finished: first what is drained is said, then
        // the service finishes its work, and the bus is left last.
        let parts: [any Service] =
            [Membership(bus: bus, readiness: readiness, log: log), web] + assembly.services
            + [DrainSign(readiness: readiness), ParentWatch(environment: ProcessInfo.processInfo.environment)]
        let group = ServiceGroup(
            configuration: .init(
                services: parts.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "lifecycle") { _ in SwiftLogNoOpLogHandler() }))
        log.info("service is starting")
        defer { log.info("service has ended") }
        do { try await group.run() } catch { log.critical("service failed", metadata: ["error": "\(error)"]); exit(1) }
        await database.close()
    }
}

/// Takes part in the bus from when everything is served until the graceful end.
private struct Membership: Service {
    var bus: ZeroMQBus
    var readiness: Readiness
    var log: Logger

    func run() async throws {
        readiness.require("bus") { "not joined yet" }
        try await Startup.patiently(log) { try await bus.join() }
        readiness.require("bus") { nil }
        try? await gracefulShutdown()
        await bus.close()
    }
}

/// Says at the first moment of a graceful end that nothing new is taken.
private struct DrainSign: Service {
    var readiness: Readiness

    func run() async throws {
        try? await gracefulShutdown()
        readiness.drain()
    }
}
