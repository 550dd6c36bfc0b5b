import Contracts
import Runtime
import Store
import StorePostgres
import Vocabulary

extension LiveSuite {
    func withLog<Value: Sendable>(_ body: (PostgresDatabase) async throws -> Value) async throws -> Value {
        let database = PostgresDatabase(.owner(conninfo))
        do {
            let value = try await body(database)
            await database.close()
            return value
        } catch {
            await database.close()
            throw error
        }
    }

    /// What the log holds about a call.
    func events(of call: String) async throws -> [Envelope] { try await withLog { try await EventLog($0).events(about: call) } }

    /// Waits until the log holds an event of this type about the call.
    func event<E: Event>(_ type: E.Type, of call: String, within limit: Duration = .seconds(10)) async throws -> E? {
        var found: E?
        _ = try await eventually(within: limit) {
            found = try await events(of: call).compactMap { try $0.decoded(as: type) }.last
            return found != nil
        }
        return found
    }

    /// What is wrong with the log as a whole: holes, events twice, letters that nobody could handle.
    func logFaults() async throws -> [String] {
        try await withLog { database in
            let holes = try await database.query(
                """
                SELECT h.stream AS stream, h.seq AS head, count(e.seq) AS events FROM platform.stream_head h LEFT JOIN platform.event e USING (stream)
                GROUP BY h.stream, h.seq HAVING count(e.seq) <> h.seq
                """
            ) { "stream \(try $0.get("stream", as: String.self)) has \(try $0.get("events", as: Int.self)) events and its head is \(try $0.get("head", as: Int.self))" }
            let doubled = try await database.query("SELECT id, count(*) AS times FROM platform.event GROUP BY id HAVING count(*) > 1") {
                "event \(try $0.get("id", as: String.self)) is there \(try $0.get("times", as: Int.self)) times"
            }
            let parked = try await database.query("SELECT service, type, error FROM platform.dead_letter") {
                "\(try $0.get("service", as: String.self)) could not handle a \(try $0.get("type", as: String.self)): \(try $0.get("error", as: String.self))"
            }
            return holes + doubled + parked
        }
    }
}
