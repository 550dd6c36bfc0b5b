import BusZeroMQ
import Contracts
import Foundation
import Logging
import Runtime
import Security
import Store
import StorePostgres
import Synchronization
import Vocabulary

/// Prints what durability costs, each figure with its formula: a gateway's journal, the log, the bus, a consumer group
/// of ticketing; both ends in this process, over TCP and CURVE as between processes.
///
///     deploy/postgres start DIR
///     HOTLINE_TEST_DATABASE="$(deploy/postgres conninfo DIR)" HOTLINE_BENCH=1 HOTLINE_ONLY=StoreBenchmark swift run -c release StoreBenchmark
@main struct StoreBenchmark {
    static let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hotline-bench-\(ProcessInfo.processInfo.processIdentifier)").path

    static func main() async throws {
        guard let cluster = ProcessInfo.processInfo.environment["HOTLINE_TEST_DATABASE"] else { return print("HOTLINE_TEST_DATABASE names no PostgreSQL: see deploy/postgres") }
        let name = "bench_\(ProcessInfo.processInfo.processIdentifier)"
        try await owner(cluster) { try await $0.execute(SQL(migration: "CREATE DATABASE \(name)")) }
        try await owner(cluster + " dbname=\(name)") { _ = try await PlatformSchema.migrate($0) }
        try await measure(cluster + " dbname=\(name)")
        try await owner(cluster) { try await $0.execute(SQL(migration: "DROP DATABASE \(name) WITH (FORCE)")) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    static func measure(_ conninfo: String) async throws {
        let speaker = try await Member(.mediaGateway, conninfo), listener = try await Member(.ticketing, conninfo)
        let journal = try Journal(platform: speaker.platform)
        let heard = Arrivals()
        let writing = Task { try await journal.run() }
        let reading = Task {
            try await listener.platform.consume(group: "bench", from: [.mediaGateway]) { envelope, _ in heard.note(envelope) }
        }
        try await Task.sleep(for: .seconds(3))  // instances find each other, streams are claimed
        for rate in [100, 1000, 3000] { try await publish(rate, 5 * rate, journal, heard) }
        try await flood(journal, heard)
        try await transactions(speaker.database)
        reading.cancel()
        writing.cancel()
        _ = await (reading.result, writing.result)
        for member in [speaker, listener] { await member.leave() }
    }

    static func publish(_ rate: Int, _ total: Int, _ journal: Journal, _ heard: Arrivals) async throws {
        heard.reset()
        let cpu = processorTime(), start = now()
        for number in 0..<total {
            while now() < start + Double(number) / Double(rate) { try await Task.sleep(for: .microseconds(200)) }
            try journal.record(draft(number))
        }
        try await heard.await(total)
        let load = (processorTime() - cpu) / (now() - start) * 100
        report("durable event at \(rate)/s, 300 B: `record` to the consumer's handler", heard.times)
        print("    \(String(format: "%.0f", load)) % of a processor = processor time of both ends ÷ elapsed")
    }

    static func flood(_ journal: Journal, _ heard: Arrivals) async throws {
        heard.reset()
        let total = 30_000, start = now()
        for number in 0..<total {
            while (try? journal.record(draft(number))) == nil { try await Task.sleep(for: .milliseconds(1)) }
        }
        try await heard.await(total)
        print("journal: \(Int(Double(total) / (now() - start))) events/s recorded, logged and consumed = \(total) ÷ elapsed")
    }

    static func transactions(_ database: PostgresDatabase) async throws {
        let total = 2000, start = now()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask { for number in 0..<total / 8 { try await database.transaction { $0.append(draft(task * 1000 + number)) } } }
            }
            try await group.waitForAll()
        }
        print("transactional append: \(Int(Double(total) / (now() - start))) commits/s from 8 tasks over 4 connections = \(total) ÷ elapsed")
    }

    // MARK: Parts

    static func owner(_ conninfo: String, _ body: @Sendable (PostgresDatabase) async throws -> Void) async throws {
        var options = PostgresOptions(conninfo: conninfo, schema: "platform", role: nil, instance: nil, applicationName: "bench")
        options.connections = 1
        let database = PostgresDatabase(options)
        try await body(database)
        await database.close()
    }

    static func draft(_ number: Int) -> EventDraft {
        var random = SystemRandomNumberGenerator()
        let time = SystemTime().timestamp()
        return EventDraft(
            id: EventID(ULID.make(at: time, using: &random)), type: "media.call-started.v1", subject: "CALL\(number % 200)", time: time, tenant: "demo",
            causation: nil, trace: TraceParent("00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"), data: Array("{\"x\":\"\(String(repeating: "x", count: 290))\"}".utf8))
    }

    static func report(_ what: String, _ seconds: [Double]) {
        let sorted = seconds.sorted()
        func at(_ share: Double) -> String { sorted.isEmpty ? "-" : String(format: "%.2f", sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] * 1e3) }
        print("\(what): p50 \(at(0.5)) ms, p99 \(at(0.99)) ms, max \(at(1)) ms; n = \(sorted.count)")
    }

    static func now() -> Double { Double(SystemTime().instant().nanoseconds) / 1e9 }
    static func processorTime() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}

/// One service's platform.
struct Member {
    var database: PostgresDatabase
    var bus: ZeroMQBus
    var platform: Platform

    init(_ service: ServiceName, _ conninfo: String) async throws {
        let instance = InstanceID("\(service.rawValue)-bench")
        database = PostgresDatabase(PostgresOptions(conninfo: conninfo, service: service, instance: instance))
        bus = try await ZeroMQBus(instance: instance, of: service, registry: PostgresRegistry(database), log: { print("log: \($0)") }, onLapsed: {})
        let (database, bus) = (database, bus)
        database.announceCommits { bus.announce($0) }
        platform = Platform(
            service: service, instance: instance, index: 0, configuration: try Configuration(yaml: "", file: "bench"),
            log: Logger(label: "bench") { _ in JSONLog(service: service.rawValue, instance: instance.value, level: .warning) }, metrics: Metrics(),
            readiness: Readiness(), time: SystemTime(), bus: bus, database: database,
            sealer: try Sealer(MasterKey(SecureRandom.bytes(32)), database: database),
            folders: Folders(keyFile: "", spool: StoreBenchmark.folder, blobs: StoreBenchmark.folder))
        try await bus.join()
    }

    func leave() async {
        await bus.close()
        await database.close()
    }
}

/// When each event came, once.
final class Arrivals: Sendable {
    private struct State {
        var known: Set<EventID> = []
        var times: [Double] = []
    }
    private let state = Mutex(State())

    func note(_ envelope: Envelope) {
        let late = Double((SystemTime().timestamp() - envelope.time).nanoseconds) / 1e9
        state.withLock { state in if state.known.insert(envelope.id).inserted { state.times.append(late) } }
    }

    var times: [Double] { state.withLock { $0.times } }
    func reset() { state.withLock { $0 = State() } }

    func await(_ count: Int) async throws {
        let deadline = StoreBenchmark.now() + 60
        while times.count < count, StoreBenchmark.now() < deadline { try await Task.sleep(for: .milliseconds(20)) }
        if times.count < count { print("missing: \(count - times.count) of \(count)") }
    }
}
