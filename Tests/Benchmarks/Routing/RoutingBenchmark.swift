import Bus
import BusZeroMQ
import Contracts
import Foundation
import RoutingShell
import Runtime
import Store
import StorePostgres
import Vocabulary

/// Prints how soon a phone rings, each figure with its formula: two instances of Routing, a gateway and an operator, each
/// with its own connections, over TCP and CURVE as between processes, on a PostgreSQL that commits durably. The phones are
/// of people without a desk, so that nothing is awaited before they ring; the gateway answers at once. What an offer is made
/// of is measured alone in the same run, for the load of the machine shows in all of them.
///
///     deploy/postgres start DIR
///     HOTLINE_TEST_DATABASE="$(deploy/postgres conninfo DIR)" HOTLINE_BENCH=1 HOTLINE_ONLY=RoutingBenchmark swift run -c release RoutingBenchmark
@main struct RoutingBenchmark {
    static let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hotline-bench-\(ProcessInfo.processInfo.processIdentifier)").path

    static func main() async throws {
        guard let cluster = ProcessInfo.processInfo.environment["HOTLINE_TEST_DATABASE"] else { return print("HOTLINE_TEST_DATABASE names no PostgreSQL: see deploy/postgres") }
        let name = "bench_\(ProcessInfo.processInfo.processIdentifier)"
        try await owner(cluster) { try await $0.execute(SQL(migration: "CREATE DATABASE \(name)")) }
        try await owner(cluster + " dbname=\(name)") { _ = try await PlatformSchema.migrate($0) }
        do { try await measure(cluster + " dbname=\(name)") } catch { print("failed: \(error)") }
        try await owner(cluster) { try await $0.execute(SQL(migration: "DROP DATABASE \(name) WITH (FORCE)")) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    static func measure(_ conninfo: String) async throws {
        let centre = try await Centre(conninfo)
        try await centre.open()
        Report.machine()
        try await centre.staff(1)
        try await centre.floors()
        _ = try await queued(30, centre)  // statements are prepared and their plans are settled
        try await Report.row("agent free, 1 agent: hand-over asked → the gateway is told to ring", .free) { try await queued(25, centre) }
        try await centre.staff(500)
        try await Report.row("agent free, 500 agents: hand-over asked → the gateway is told to ring", .free) { try await queued(100, centre) }
        let talking = try await centre.fill(agents: 500)
        try await centre.wait(1000)
        print("500 agents talk and 1000 callers wait, two instances of Routing")
        try await Report.row("agent freed: the end recorded in the gateway's journal → the gateway is told to ring for the next", .freed) {
            try await freed(300, talking, centre)
        }
        await centre.close()
    }

    /// One call after the other; each is over before the next.
    static func queued(_ count: Int, _ centre: Centre) async throws -> [Double] {
        var seconds: [Double] = []
        for _ in 0..<count {
            let call = try await centre.arrive()
            let asked = now()
            let told = try await centre.ring(of: call) { try await centre.handOver(call) }
            seconds.append(told - asked)
            try centre.end(call)
            try await centre.settled()
        }
        return seconds
    }

    static func freed(_ count: Int, _ talking: [CallID], _ centre: Centre) async throws -> [Double] {
        var seconds: [Double] = []
        for call in talking.prefix(count) {
            let ended = now()
            let told = try await centre.nextRing { try centre.end(call) }
            seconds.append(told - ended)
        }
        return seconds
    }

    // MARK: Parts

    static func owner(_ conninfo: String, _ body: @Sendable (PostgresDatabase) async throws -> Void) async throws {
        var options = PostgresOptions(conninfo: conninfo, schema: "platform", role: nil, instance: nil, applicationName: "bench")
        options.connections = 1
        let database = PostgresDatabase(options)
        try await body(database)
        await database.close()
    }

    static func now() -> Double { Double(SystemTime().instant().nanoseconds) / 1e9 }
}
