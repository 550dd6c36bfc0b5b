import Foundation
import Runtime
import Store
import StorePostgres

/// Where a suite's database lies: a database of the cluster that all tests share, or a cluster of its own that can be
/// stopped.
enum Cluster: Sendable {
    case shared(owner: String, name: String)
    case own(Scratch)

    static func shared() async throws -> Cluster {
        let owner = try Prerequisites.database(), name = "system_\(UInt64.random(in: 0...UInt64.max))"
        try await administer(owner, SQL(migration: "CREATE DATABASE \(name)"))
        return .shared(owner: owner, name: name)
    }

    static func own() async throws -> Cluster {
        let scratch = try Scratch()
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch.folder.path)
        try await control(scratch, "start", "--test")
        return .own(scratch)
    }

    func conninfo() async throws -> String {
        switch self {
        case .shared(let owner, let name): owner + " dbname=\(name)"
        case .own(let scratch): try await Self.control(scratch, "conninfo").trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    /// Only for a cluster of one's own.
    func stop() async throws { if case .own(let scratch) = self { try await Self.control(scratch, "stop") } }
    func start() async throws { if case .own(let scratch) = self { try await Self.control(scratch, "start", "--test") } }

    func remove() async throws {
        switch self {
        case .shared(let owner, let name): try await Self.administer(owner, SQL(migration: "DROP DATABASE IF EXISTS \(name) WITH (FORCE)"))
        case .own(let scratch):
            try await Self.control(scratch, "stop")
            scratch.remove()
        }
    }

    /// PostgreSQL stays when the script ends; holding on to what it inherits, it would pass for the script still running.
    private static let alone = #"for open in /proc/$$/fd/*; do number=${open##*/}; [ "$number" -le 2 ] || eval "exec $number>&-"; done; exec "$0" "$@""#

    @discardableResult
    private static func control(_ scratch: Scratch, _ command: String, _ options: String...) async throws -> String {
        let script = Prerequisites.root.appendingPathComponent("deploy/postgres").path
        return try await Command.done(
            URL(fileURLWithPath: "/bin/bash"), ["-c", alone, script, command, scratch.file("pg").path] + options, within: .seconds(60))
    }

    private static func administer(_ conninfo: String, _ sql: SQL) async throws {
        let database = PostgresDatabase(.owner(conninfo))
        do { try await database.execute(sql) } catch {
            await database.close()
            throw error
        }
        await database.close()
    }
}

extension PostgresOptions {
    /// The superuser's view, patient while the machine is busy.
    static func owner(_ conninfo: String) -> PostgresOptions {
        var options = PostgresOptions(conninfo: conninfo, schema: "platform", role: nil, instance: nil, applicationName: "system tests")
        options.connections = 1
        options.statementTimeout = .seconds(30)
        options.lockTimeout = .seconds(30)
        return options
    }
}
