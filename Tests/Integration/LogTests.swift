import Contracts
import Runtime
import Store
import StorePostgres
import Synchronization
import Testing
import Vocabulary

@Suite(FreshDatabase()) struct LogTests {
    static let trace = TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")

    static func draft(_ subject: String, _ number: Int, at time: Timestamp = Timestamp(microseconds: 1_763_836_593_000_000)) -> EventDraft {
        EventDraft(PresenceChanged(agent: AgentID(subject), presence: .ready), id: EventID("\(subject)-\(number)"), tenant: "t", at: time, trace: trace)
    }

    @Test("events are numbered without a gap, announced after the commit, and the log keeps their bytes") func append() async throws {
        let database = try await FreshDatabase.asService(.routing)
        let heard = Mutex<[Envelope]>([])
        database.announceCommits { events in heard.withLock { $0 += events } }
        try await database.transaction { transaction in for number in 1...3 { transaction.append(Self.draft("alice", number)) } }
        try await database.transaction { transaction in transaction.append(Self.draft("alice", 4)) }
        let announced = heard.withLock { $0 }
        #expect(announced.map(\.seq) == [1, 2, 3, 4])
        let kept = try await EventLog(database).events(of: StreamName(of: "alice", in: .routing), after: 0)
        #expect(kept == announced)
        await database.close()
    }

    @Test("many writers, one stream: contiguous, every event announced once") func contention() async throws {
        let database = try await FreshDatabase.asService(.routing)
        let heard = Mutex<[Int64]>([])
        database.announceCommits { events in heard.withLock { $0 += events.map(\.seq) } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 { group.addTask { try await database.transaction { $0.append(Self.draft("bob", number)) } } }
            try await group.waitForAll()
        }
        #expect(heard.withLock { $0.sorted() } == Array(1...40))
        await database.close()
    }

    @Test("nothing is announced, and no number is used, when the transaction fails") func rollback() async throws {
        let database = try await FreshDatabase.asService(.routing)
        let heard = Mutex<[Int64]>([])
        database.announceCommits { events in heard.withLock { $0 += events.map(\.seq) } }
        struct Changed: Error {}
        await #expect(throws: Changed.self) {
            try await database.transaction { transaction in
                transaction.append(Self.draft("carol", 1))
                throw Changed()
            }
        }
        try await database.transaction { $0.append(Self.draft("carol", 2)) }
        #expect(heard.withLock { $0 } == [1])
        await database.close()
    }

    @Test("the same event twice keeps its number") func idempotent() async throws {
        let database = try await FreshDatabase.asService(.routing)
        let heard = Mutex<[Envelope]>([])
        database.announceCommits { events in heard.withLock { $0 += events } }
        try await database.transaction { transaction in for number in 1...2 { transaction.append(Self.draft("dave", number)) } }
        try await database.transaction { transaction in for number in 1...3 { transaction.append(Self.draft("dave", number)) } }
        #expect(heard.withLock { $0.map(\.seq) } == [1, 2, 1, 2, 3])
        #expect(try await EventLog(database).events(of: StreamName(of: "dave", in: .routing), after: 0).map(\.id) == ["dave-1", "dave-2", "dave-3"])
        await database.close()
    }

    @Test("an instance whose lease lapsed appends nothing, and does not get its name back") func lapsed() async throws {
        let database = try await FreshDatabase.asService(.routing)
        try await database.query("SELECT platform.withdraw_instance('routing-a')") { _ in }
        #expect(await failure { try await database.transaction { $0.append(Self.draft("eve", 1)) } }?.code == .leaseLapsed)
        #expect(try await !database.renew("routing-a", for: .seconds(5)))
        #expect(try await database.renew("routing-b", for: .seconds(5)))
        await database.close()
    }

    @Test("while the database was away leases stood still: its return finds everybody alive") func away() async throws {
        let routing = try await FreshDatabase.asService(.routing), ticketing = try await FreshDatabase.asService(.ticketing)
        for (database, instance) in [(routing, InstanceID("routing-a")), (ticketing, "ticketing-a")] { _ = try await database.renew(instance, for: .seconds(3)) }
        // An hour passes at once, as if every heartbeat had failed for so long.
        let owner = FreshDatabase.asOwner()
        try await owner.execute("UPDATE platform.heartbeat SET at = at - interval '1 hour'")
        try await owner.execute("UPDATE platform.instance SET leased_until = leased_until - interval '1 hour'")
        try await ticketing.transaction { $0.append(Self.draft("eve", 1)) }
        #expect(try await routing.renew("routing-a", for: .seconds(3)))
        let fenced = try await routing.query("SELECT platform.fence_instance('ticketing-a') AS done") { try $0.get("done", as: Bool.self) }
        #expect(fenced == [false])
        let live = try await owner.query("SELECT id FROM platform.live_instance ORDER BY id") { try $0.get("id", as: String.self) }
        #expect(live == ["routing-a", "ticketing-a"])
        // Who stays silent now, while others beat, is gone after its lease.
        try await owner.execute("UPDATE platform.instance SET leased_until = leased_until - interval '4 seconds' WHERE id = 'ticketing-a'")
        #expect(try await routing.query("SELECT platform.fence_instance('ticketing-a') AS done") { try $0.get("done", as: Bool.self) } == [true])
        #expect(try await !ticketing.renew("ticketing-a", for: .seconds(3)))
        for database in [routing, ticketing, owner] { await database.close() }
    }

    @Test("no service speaks or registers as another, nor reaches into another's schema") func roles() async throws {
        let routing = try await FreshDatabase.asService(.routing)
        let arrays = ["ticketing/00"]
        #expect(
            await failure {
                try await routing.execute(
                    """
                    SELECT platform.append('routing-a', \(arrays), \(["x"]), \(["t"]), \(["s"]), \([Timestamp(microseconds: 0)]), \(["t"]), \([String?.none]), \(["tr"]), \(["{}"]))
                    """)
            }?.code == .refused(sqlState: "HL002"))
        #expect(await failure { try await routing.renew("ticketing-a", for: .seconds(5)) }?.code == .refused(sqlState: "HL002"))
        #expect(await failure { try await routing.execute("INSERT INTO platform.stream_head VALUES ('x', 1)") }?.code == .refused(sqlState: "42501"))
        #expect(await failure { try await routing.execute("DELETE FROM platform.event") }?.code == .refused(sqlState: "42501"))
        #expect(await failure { try await routing.execute("CREATE TABLE ticketing.mine (n int)") }?.code == .refused(sqlState: "42501"))
        #expect(await failure { try await routing.query("SELECT * FROM platform.device('100')") { _ in } }?.code == .refused(sqlState: "42501"))
        #expect(await failure { try await routing.execute("SELECT * FROM platform.person") }?.code == .refused(sqlState: "42501"))
        try await routing.execute("CREATE TABLE mine (n int)")
        await routing.close()
    }

    @Test("events of any time find a partition; those of this year one of their month") func partitions() async throws {
        let database = try await FreshDatabase.asService(.routing)
        for (number, year) in [1999, 2999].enumerated() {
            let time = Timestamp(microseconds: Int64(year - 1970) * 31_556_952_000_000)
            try await database.transaction { $0.append(Self.draft("frank", number, at: time)) }
        }
        #expect(try await EventLog(database).events(of: StreamName(of: "frank", in: .routing), after: 0).map(\.seq) == [1, 2])
        let owner = FreshDatabase.asOwner()
        let months = try await owner.query("SELECT count(*) AS n FROM pg_inherits WHERE inhparent = 'platform.event'::regclass") { try $0.get("n", as: Int.self) }
        #expect(months == [6])
        await database.close()
        await owner.close()
    }
}
