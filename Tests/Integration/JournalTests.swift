import Contracts
import Foundation
import Logging
import Runtime
import Security
import Store
import StorePostgres
import Synchronization
import Testing
import TestKit
import Vocabulary

/// A gateway that says one thing after another while its database comes and goes.
@Suite(FreshDatabase()) struct JournalTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hotline-\(UUID().uuidString)")
    private let key: MasterKey
    private var spool: String { folder.appendingPathComponent("events-media-gateway-0").path }

    init() throws { key = try MasterKey(SecureRandom.bytes(32)) }

    private func journal(_ database: any Database, _ change: (inout JournalSettings) -> Void = { _ in }) throws -> (Journal, Platform) {
        var settings = JournalSettings()
        settings.retry = .milliseconds(20)
        change(&settings)
        let platform = try FreshDatabase.platform(.mediaGateway, "a", database, bus: InMemoryNetwork().join("media-gateway-a", as: .mediaGateway), key: key, folder: folder.path)
        return (try Journal(platform: platform, settings: settings), platform)
    }

    private func say(_ numbers: ClosedRange<Int>, to journal: Journal) throws { for number in numbers { try journal.record(LogTests.draft("call", number)) } }

    private func logged(_ database: any Database) async throws -> [String] {
        try await EventLog(database).events(of: StreamName(of: "call", in: .mediaGateway), after: 0, limit: 10_000).map(\.id.value)
    }

    /// Runs the journal while the body works, then stops it.
    private func running(_ journal: Journal, _ body: () async throws -> Void) async throws {
        let run = Task { try await journal.run() }
        do { try await body() } catch {
            run.cancel()
            throw error
        }
        run.cancel()
        try await run.value
    }

    private static func ids(_ numbers: ClosedRange<Int>) -> [String] { numbers.map { "call-\($0)" } }

    @Test("what is recorded is in the log, in order, and announced once") func commits() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try await FreshDatabase.asService(.mediaGateway)
        let heard = Mutex<[Int64]>([])
        database.announceCommits { events in heard.withLock { $0 += events.map(\.seq) } }
        let (journal, _) = try journal(database)
        try await running(journal) {
            try say(1...2000, to: journal)
            #expect(try await ConsumersTests.eventually { heard.withLock { $0.count } == 2000 })
        }
        #expect(heard.withLock { $0 } == Array(1...2000))
        #expect(try await logged(database) == Self.ids(1...2000))
        await database.close()
    }

    @Test("a database that goes away for a while loses nothing and changes no order") func outage() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try await FreshDatabase.asService(.mediaGateway)
        let (journal, _) = try journal(database)
        try await running(journal) {
            try say(1...50, to: journal)
            try await FreshDatabase.goAway()
            try say(51...100, to: journal)
            #expect(try await ConsumersTests.eventually { journal.isSpooling })
            try say(101...150, to: journal)
            try await Task.sleep(for: .milliseconds(300))
            try await FreshDatabase.comeBack()
            try say(151...200, to: journal)
            #expect(try await ConsumersTests.eventually { !journal.isSpooling })
            try say(201...210, to: journal)
            #expect(try await ConsumersTests.eventually { (try? await logged(database).count) == 210 })
        }
        #expect(try await logged(database) == Self.ids(1...210))
        await database.close()
    }

    @Test("what waits on the disk when the process ends is in the log after the next start") func restart() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try await FreshDatabase.asService(.mediaGateway)
        try await FreshDatabase.goAway()
        try await endWithoutDatabase(database)
        #expect(try Data(contentsOf: URL(fileURLWithPath: spool)).range(of: Data("call-1".utf8)) == nil, "the spool is sealed")
        try await FreshDatabase.comeBack()
        let (journal, _) = try journal(database)
        try await running(journal) {
            try say(101...110, to: journal)
            #expect(try await ConsumersTests.eventually { (try? await logged(database).count) == 110 })
        }
        #expect(try await logged(database) == Self.ids(1...110))
        await database.close()
    }

    private func endWithoutDatabase(_ database: PostgresDatabase) async throws {
        let (journal, _) = try journal(database)
        try await running(journal) {
            try say(1...60, to: journal)
            #expect(try await ConsumersTests.eventually { journal.isSpooling })
            try say(61...100, to: journal)
        }
    }

    @Test("a commit whose answer was lost is not written twice") func unanswered() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try await FreshDatabase.asService(.mediaGateway)
        let (journal, platform) = try journal(Forgetful(real: database))
        try await running(journal) {
            for number in 1...40 {
                try say(number...number, to: journal)
                try await Task.sleep(for: .milliseconds(3))
            }
            #expect(try await ConsumersTests.eventually { try await logged(database).count >= 40 && platform.metrics.text().contains("hotline_journal_spool_bytes 0") })
        }
        #expect(try await logged(database) == Self.ids(1...40))
        await database.close()
    }

    @Test("when memory and spool are full the event is refused and counted, and what was accepted is kept") func full() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try await FreshDatabase.asService(.mediaGateway)
        try await FreshDatabase.goAway()
        let (journal, platform) = try journal(database) { settings in
            settings.memory = 20
            settings.spool = 4000
            settings.batch = 5
        }
        var accepted = 0
        try await running(journal) {
            for number in 1...500 {
                do {
                    try say(number...number, to: journal)
                    accepted = number
                } catch is JournalFull { break }
                try await Task.sleep(for: .milliseconds(2))
            }
            #expect((20..<500).contains(accepted))
            #expect(platform.metrics.text().contains("hotline_journal_refused_total 1"))
            try await FreshDatabase.comeBack()
            #expect(try await ConsumersTests.eventually { (try? await logged(database).count) == accepted })
        }
        #expect(try await logged(database) == Self.ids(1...accepted))
        await database.close()
    }

    @Test("an event that the database will never take does not hold up the others") func rejected() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try await FreshDatabase.asService(.mediaGateway)
        let (journal, platform) = try journal(database)
        var wrong = LogTests.draft("call", 2)
        wrong.data = Array("no JSON".utf8)
        try journal.record(LogTests.draft("call", 1))
        try journal.record(wrong)
        try journal.record(LogTests.draft("call", 3))
        try await running(journal) {
            let isDone = try await ConsumersTests.eventually { try await logged(database).count == 2 }
            #expect(isDone)
        }
        #expect(try await logged(database) == ["call-1", "call-3"])
        #expect(platform.metrics.text().contains("hotline_journal_rejected_total 1"))
        #expect(FileManager.default.fileExists(atPath: spool + ".rejected"))
        await database.close()
    }
}

/// Commits, and every third time does not say so.
private final class Forgetful: Database {
    private let real: PostgresDatabase
    private let count = Mutex(0)

    init(real: PostgresDatabase) { self.real = real }

    var isReachable: Bool { real.isReachable }
    func query<Value: Sendable>(_ sql: SQL, _ value: @escaping @Sendable (any Row) throws -> Value) async throws -> [Value] { try await real.query(sql, value) }
    func execute(_ sql: SQL) async throws -> Int { try await real.execute(sql) }
    func transaction<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) async throws -> Value {
        let value = try await real.transaction(body)
        if count.withLock({
            $0 += 1; return $0 % 3 == 0
        }) {
            throw StoreError(.outcomeUnknown, "the answer was lost")
        }
        return value
    }
}
