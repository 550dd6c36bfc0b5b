import Contracts
import Foundation
import Store
import StorePostgres
import Testing
import Vocabulary

@Suite(FreshDatabase()) struct StoreTests {
    @Test("every kind of value comes back as it went") func values() async throws {
        let database = FreshDatabase.asOwner()
        let time = Timestamp(microseconds: 1_763_836_593_000_450), bytes: [UInt8] = [0, 1, 0x5C, 0x27, 255]
        let words = ["", "a,b", "say \"hi\"", "back\\slash", "NULL", "供暖", "{}"]
        let rows = try await database.query(
            """
            SELECT \(42)::bigint AS int, \(true)::boolean AS yes, \(0.1)::float8 AS tenth, \(words)::text[] AS words, \(bytes)::bytea AS bytes,
              \(time)::timestamptz AS time, \(String?.none)::text AS none, \(CallID("C1"))::text AS call, \([String?.none, "x"])::text[] AS gaps
            """
        ) { (row: any Row) throws -> Bool in
            #expect(try row.get("int") == 42)
            #expect(try row.get("yes") == true)
            #expect(try row.get("tenth") == 0.1)
            #expect(try row.get("words") == words)
            #expect(try row.get("bytes") == bytes)
            #expect(try row.get("time") == time)
            #expect(try row.get("none", as: String?.self) == nil)
            #expect(try row.get("call") == CallID("C1"))
            #expect(try row.get("gaps") == [nil, "x"])
            return true
        }
        #expect(rows == [true])
        await database.close()
    }

    @Test("a value never becomes SQL, nor does it show in an error") func secrets() async throws {
        let database = FreshDatabase.asOwner()
        let number = "13800138000'; DROP TABLE platform.event; --"
        let refusal = await failure { try await database.execute("SELECT \(number)::text::bigint") }
        #expect(refusal?.code == .refused(sqlState: "22P02"))
        #expect(refusal?.description.contains("138") == false)
        #expect(await failure { try await database.execute("SELECT \("a\0b")::text") }?.code == .invalidParameter)
        #expect(try await database.query("SELECT count(*) AS n FROM platform.event") { try $0.get("n") } == [0])
        await database.close()
    }

    @Test("a body that throws leaves nothing; one that swallows a failed statement is told so") func rollback() async throws {
        let database = FreshDatabase.asOwner()
        try await database.execute("CREATE TABLE thing (n bigint PRIMARY KEY)")
        struct Changed: Error {}
        await #expect(throws: Changed.self) {
            try await database.transaction { transaction in
                try transaction.execute("INSERT INTO thing VALUES (\(1))")
                throw Changed()
            }
        }
        await #expect(throws: StoreError.self) {
            try await database.transaction { transaction in
                try transaction.execute("INSERT INTO thing VALUES (\(2))")
                _ = try? transaction.execute("INSERT INTO thing VALUES (\(2))")
            }
        }
        #expect(try await database.query("SELECT count(*) AS n FROM thing") { try $0.get("n") } == [0])
        await database.close()
    }

    @Test("what is posted goes out with the next statement or the commit, in order, and fails the transaction") func posts() async throws {
        let database = FreshDatabase.asOwner()
        try await database.execute("CREATE TABLE thing (n bigint PRIMARY KEY)")
        let seen = try await database.transaction { transaction in
            transaction.post("INSERT INTO thing VALUES (\(1))")
            transaction.post("UPDATE thing SET n = n + \(10)")
            return try transaction.query("SELECT n FROM thing") { try $0.get("n", as: Int.self) }
        }
        #expect(seen == [11])
        try await database.transaction { $0.post("INSERT INTO thing VALUES (\(2))") }
        for isRead in [true, false] {
            let refusal = await failure {
                try await database.transaction { transaction in
                    transaction.post("INSERT INTO thing VALUES (\(3))")
                    transaction.post("INSERT INTO thing VALUES (\(2))")
                    if isRead { try transaction.query("SELECT n FROM thing") { _ in } }
                    transaction.post("INSERT INTO thing VALUES (\(4))")
                }
            }
            #expect(refusal?.code == .refused(sqlState: "23505"))
        }
        #expect(try await database.query("SELECT n FROM thing ORDER BY n") { try $0.get("n") } == [2, 11])
        await database.close()
    }

    @Test("deadlocked transactions are run again until all are done") func deadlocks() async throws {
        var options = PostgresOptions.owner(FreshDatabase.conninfo)
        options.connections = 4
        options.waitTimeout = .seconds(30)
        let database = PostgresDatabase(options)
        try await database.execute("CREATE TABLE account (n bigint PRIMARY KEY, sum bigint NOT NULL)")
        try await database.execute("INSERT INTO account VALUES (1, 0), (2, 0)")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for turn in 0..<8 {
                group.addTask {
                    try await database.transaction { transaction in
                        try transaction.execute("UPDATE account SET sum = sum + 1 WHERE n = \(turn % 2 + 1)")
                        try transaction.execute("UPDATE account SET sum = sum + 1 WHERE n = \(2 - turn % 2)")
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await database.query("SELECT sum FROM account") { try $0.get("sum") } == [8, 8])
        await database.close()
    }

    @Test("a connection that the server ended is opened again") func reconnects() async throws {
        let database = FreshDatabase.asOwner(), other = FreshDatabase.asOwner()
        let process = try await database.query("SELECT pg_backend_pid() AS pid") { try $0.get("pid", as: Int.self) }[0]
        try await other.query("SELECT pg_terminate_backend(\(process)::int, 5000)") { _ in }
        let next = try await database.query("SELECT pg_backend_pid() AS pid") { try $0.get("pid", as: Int.self) }[0]
        #expect(next != process)
        #expect(database.isReachable)
        await database.close()
        await other.close()
    }

    @Test("a transaction that loses its connection before the commit is run again") func lostInside() async throws {
        let database = FreshDatabase.asOwner()
        try await database.execute("CREATE TABLE thing (n bigint)")
        try await database.execute("CREATE SEQUENCE run")
        let run = try await database.transaction { transaction in
            let run = try transaction.query("SELECT nextval('run') AS n") { try $0.get("n", as: Int.self) }[0]
            try transaction.execute("INSERT INTO thing VALUES (\(run))")
            if run == 1 { try transaction.execute("SELECT pg_terminate_backend(pg_backend_pid())") }
            return run
        }
        #expect(run == 2)
        #expect(try await database.query("SELECT n FROM thing") { try $0.get("n") } == [2])
        await database.close()
    }

    @Test("a server that hangs is noticed by our own clock, and used again when it goes on") func hangs() async throws {
        var options = PostgresOptions.owner(FreshDatabase.conninfo)
        options.statementTimeout = .milliseconds(200)
        let database = PostgresDatabase(options)
        let process = try await database.query("SELECT pg_backend_pid() AS pid") { try $0.get("pid", as: Int.self) }[0]
        #expect(kill(pid_t(process), SIGSTOP) == 0)
        defer { kill(pid_t(process), SIGCONT) }
        #expect(await failure { try await database.execute("SELECT 1") }?.code == .timedOut)
        try await database.execute("SELECT 1")
        await database.close()
    }

    @Test("an absent server is a clear error, soon") func absent() async throws {
        var options = PostgresOptions(conninfo: "host=/nonexistent/hotline dbname=x", schema: "x", role: "nobody", instance: nil, applicationName: "tests")
        options.connections = 1
        let database = PostgresDatabase(options)
        let error = await failure { try await database.execute("SELECT 1") }
        #expect(error?.code == .unavailable)
        #expect(error?.reason.contains("/nonexistent/hotline") == true)
        #expect(!database.isReachable)
        await database.close()
    }

    @Test("who waits too long for a connection is told; who waits is served in order") func pool() async throws {
        var options = PostgresOptions.owner(FreshDatabase.conninfo)
        options.waitTimeout = .milliseconds(100)
        let database = PostgresDatabase(options)
        async let slow: Int = database.execute("SELECT pg_sleep(0.6)")
        try await Task.sleep(for: .milliseconds(100))
        #expect(await failure { try await database.execute("SELECT 1") }?.code == .timedOut)
        _ = try await slow
        try await database.execute("SELECT 1")
        await database.close()
        #expect(await failure { try await database.execute("SELECT 1") }?.code == .closed)
    }
}

/// What the store says when it should refuse; nil when it does not.
func failure<Value>(_ work: () async throws -> Value) async -> StoreError? {
    do {
        _ = try await work()
        return nil
    } catch { return error as? StoreError }
}
