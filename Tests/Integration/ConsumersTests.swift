import Contracts
import Logging
import Runtime
import Store
import StorePostgres
import Synchronization
import Testing
import TestKit
import Vocabulary

/// Routing speaks; ticketing listens.
@Suite(FreshDatabase()) struct ConsumersTests {
    struct World {
        var network = InMemoryNetwork()
        var routing: PostgresDatabase

        init() async throws {
            routing = try await FreshDatabase.asService(.routing)
            let bus = network.join("routing-a", as: .routing)
            routing.announceCommits { bus.announce($0) }
        }

        func say(_ subject: String, _ numbers: ClosedRange<Int>) async throws {
            try await routing.transaction { transaction in for number in numbers { transaction.append(LogTests.draft(subject, number)) } }
        }

        /// One instance of ticketing that writes what it hears into its own schema.
        func listener(_ name: String, failing: @escaping @Sendable (Envelope) -> Bool = { _ in false }) async throws -> (ConsumerGroup, Platform) {
            let database = try await FreshDatabase.asService(.ticketing, name)
            try await database.execute("CREATE TABLE IF NOT EXISTS heard (id text NOT NULL, seq bigint NOT NULL, place bigserial)")
            let bus = network.join(InstanceID("ticketing-\(name)"), as: .ticketing)
            let platform = try FreshDatabase.platform(.ticketing, name, database, bus: bus)
            var timing = ConsumerTiming()
            timing.poll = .milliseconds(100)
            timing.lease = .milliseconds(600)
            timing.backoff = .milliseconds(5)
            let group = ConsumerGroup("test", of: [.routing], platform: platform, timing: timing) { envelope, transaction in
                if failing(envelope) { throw RequestFailure(.failed, "the test says so") }
                try transaction.execute("INSERT INTO heard (id, seq) VALUES (\(envelope.id), \(envelope.seq))")
            }
            return (group, platform)
        }

        func heard(_ database: any Database, of subject: String) async throws -> [String] {
            try await database.query("SELECT id FROM heard WHERE id LIKE \(subject + "-%") ORDER BY place") { try $0.get("id") }
        }
    }

    /// Asks again until it is so, for ten seconds at most.
    static func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<500 {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    static func ids(_ subject: String, _ numbers: ClosedRange<Int>) -> [String] { numbers.map { "\(subject)-\($0)" } }

    @Test("what was said before, and what is announced, has its effect once and in order") func follows() async throws {
        let world = try await World()
        try await world.say("alice", 1...3)
        let (group, platform) = try await world.listener("a")
        let running = Task { try await group.run() }
        for number in 4...40 { try await world.say("alice", number...number) }
        #expect(try await Self.eventually { try await world.heard(platform.database, of: "alice").count >= 40 })
        #expect(try await world.heard(platform.database, of: "alice") == Self.ids("alice", 1...40))
        running.cancel()
        _ = await running.result
    }

    @Test("lost messages are filled from the log") func gaps() async throws {
        let world = try await World()
        let (group, platform) = try await world.listener("a")
        let bus = world.network.join("routing-b", as: .routing)
        let count = Mutex(0)
        world.routing.announceCommits { events in
            for event in events
            where count.withLock({
                $0 += 1; return $0 % 3 == 0
            }) { bus.announce([event]) }
        }
        let running = Task { try await group.run() }
        for number in 1...30 { try await world.say("bob", number...number) }
        #expect(try await Self.eventually { try await world.heard(platform.database, of: "bob").count >= 30 })
        #expect(try await world.heard(platform.database, of: "bob") == Self.ids("bob", 1...30))
        running.cancel()
        _ = await running.result
    }

    @Test("an event that keeps failing is parked with its subject; others go on; released, it is made up for in order") func parks() async throws {
        let world = try await World()
        let broken = Mutex(true)
        let (group, platform) = try await world.listener("a") { $0.id == "carol-2" && broken.withLock { $0 } }
        let other = (0...).lazy.map { "other\($0)" }.first { StreamName(of: $0, in: .routing) == StreamName(of: "carol", in: .routing) } ?? ""
        let running = Task { try await group.run() }
        try await world.say("carol", 1...3)
        try await world.say(other, 1...2)
        #expect(try await Self.eventually { try await world.heard(platform.database, of: other).count == 2 })
        #expect(try await world.heard(platform.database, of: "carol") == Self.ids("carol", 1...1))
        let errors = try await platform.database.query("SELECT error FROM platform.dead_letter ORDER BY seq") { try $0.get("error", as: String.self) }
        #expect(errors == ["failed: the test says so", "an earlier event of this subject is parked"])

        broken.withLock { $0 = false }
        try await platform.database.execute("SELECT platform.release_subject('ticketing', 'test', 'carol')")
        try await world.say("carol", 4...4)
        #expect(try await Self.eventually { try await world.heard(platform.database, of: "carol").count == 4 })
        #expect(try await world.heard(platform.database, of: "carol") == Self.ids("carol", 1...4))
        #expect(try await platform.database.query("SELECT seq FROM platform.dead_letter") { try $0.get("seq", as: Int.self) }.isEmpty)
        running.cancel()
        _ = await running.result
    }

    @Test("two instances share the streams; when one is gone the other takes over, and nothing is handled twice") func shares() async throws {
        let world = try await World()
        let (first, platform) = try await world.listener("a")
        let (second, otherPlatform) = try await world.listener("b")
        let one = Task { try await first.run() }, two = Task { try await second.run() }
        #expect(try await Self.eventually { try await Self.holders(platform.database) == ["ticketing-a": 8, "ticketing-b": 8] })
        for number in 1...20 { for subject in ["dan", "erin", "frank", "grace"] { try await world.say(subject, number...number) } }
        // Gone without a word: its leases end by themselves.
        await (otherPlatform.database as? PostgresDatabase)?.close()
        try await FreshDatabase.lapse("ticketing-b")
        for number in 21...40 { for subject in ["dan", "erin", "frank", "grace"] { try await world.say(subject, number...number) } }
        for subject in ["dan", "erin", "frank", "grace"] {
            #expect(try await Self.eventually { try await world.heard(platform.database, of: subject).count >= 40 })
            #expect(try await world.heard(platform.database, of: subject) == Self.ids(subject, 1...40))
        }
        #expect(try await Self.holders(platform.database) == ["ticketing-a": 16])
        one.cancel()
        two.cancel()
        _ = await (one.result, two.result)
    }

    private static func holders(_ database: any Database) async throws -> [String: Int] {
        let rows = try await database.query("SELECT instance, count(*) AS n FROM platform.cursor WHERE instance IS NOT NULL GROUP BY instance") { row in
            (try row.get("instance", as: String.self), try row.get("n", as: Int.self))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }
}
