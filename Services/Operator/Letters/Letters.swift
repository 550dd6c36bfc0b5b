import ArgumentParser
import Contracts
import Store
import StorePostgres
import Vocabulary

struct Letters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Events whose handler kept failing, parked with their subjects.", subcommands: [List.self, Release.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows what is parked, oldest first.")
        @OptionGroup var suite: SuiteOptions

        func run() async throws {
            let lines = try await Letters.with(suite) { database in
                try await database.query(
                    """
                    SELECT service, consumers, subject, type, error, parked_at, released_at IS NOT NULL AS released FROM platform.dead_letter
                    ORDER BY parked_at, stream, seq LIMIT 1000
                    """
                ) { row in
                    let released = try row.get("released", as: Bool.self) ? "  (released)" : ""
                    return try "\(row.get("parked_at", as: Timestamp.self).iso8601)  \(row.get("service", as: String.self))  \(row.get("consumers", as: String.self))  "
                        + "\(row.get("subject", as: String.self))  \(row.get("type", as: String.self))  \(row.get("error", as: String.self))\(released)"
                }
            }
            if lines.isEmpty { Terminal.print("nothing is parked") }
            for line in lines { Terminal.print(line) }
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lets a subject go on: its events are handled again, in order, within a second.")
        @OptionGroup var suite: SuiteOptions
        @Argument(help: "The service, such as ticketing.") var service: String
        @Argument(help: "The consumer group, as listed.") var group: String
        @Argument(help: "The subject, as listed.") var subject: String

        func run() async throws {
            let count = try await Letters.with(suite) { database in
                try await database.query("SELECT platform.release_subject(\(service), \(group), \(subject)) AS n") { try $0.get("n", as: Int.self) }.first ?? 0
            }
            guard count > 0 else { throw ValidationError("nothing of \(subject) is parked in \(service)/\(group); see: hotline letters") }
            Terminal.print("\(count) released")
        }
    }

    private static func with<Value: Sendable>(_ suite: SuiteOptions, _ body: (PostgresDatabase) async throws -> Value) async throws -> Value {
        let database = PostgresDatabase(PostgresOptions(conninfo: try suite.conninfo(), service: .operator, instance: "operator-letters"))
        do {
            let value = try await body(database)
            await database.close()
            return value
        } catch {
            await database.close()
            throw error
        }
    }
}
