import ArgumentParser
import Bus
import BusZeroMQ
import Contracts
import Foundation
import Runtime
import StorePostgres
import Vocabulary

/// Where the suite is: the same configuration file as the services'.
struct SuiteOptions: ParsableArguments {
    @Option(help: "Configuration file (YAML); HOTLINE_… variables in the environment win over it.") var config: String?

    func conninfo() throws -> String {
        let configuration = try Configuration.load(path: config ?? ProcessInfo.processInfo.environment["HOTLINE_CONFIG"])
        return try configuration.read([]) { $0.string("database.conninfo", default: "host=/run/postgresql dbname=hotline") }
    }
}

/// A short stay on the bus as the operator.
enum OperatorLink {
    /// Joins, does what is asked, and leaves.
    static func with<Value: Sendable>(_ options: SuiteOptions, _ body: (any Bus) async throws -> Value) async throws -> Value {
        var random = SystemRandomNumberGenerator()
        let instance = InstanceID("\(ServiceName.operator.rawValue)-\(ULID.make(at: SystemTime().timestamp(), using: &random))")
        let database = PostgresDatabase(PostgresOptions(conninfo: try options.conninfo(), service: .operator, instance: instance))
        let bus = try await ZeroMQBus(instance: instance, of: .operator, registry: PostgresRegistry(database), log: { _ in }, onLapsed: {})
        do {
            try await bus.join()
            let value = try await body(bus)
            await bus.close()
            await database.close()
            return value
        } catch {
            await bus.close()
            await database.close()
            throw error
        }
    }

    /// Asks, again for a few seconds while no instance answers: it may only just be learning of us.
    static func ask<R: Request>(_ request: R, on bus: any Bus) async throws -> R.Answer {
        for _ in 0..<20 {
            do { return try await bus.ask(request, of: nil) } catch {
                guard error.code == .unavailable || error.code == .timedOut else { throw error }
                try await Task.sleep(for: .milliseconds(200))
            }
        }
        return try await bus.ask(request, of: nil)
    }
}
