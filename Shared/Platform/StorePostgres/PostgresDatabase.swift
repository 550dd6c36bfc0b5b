import Contracts
import Store
import Synchronization
import Vocabulary

/// PostgreSQL through libpq, a few connections with a thread each. Connections are opened when first needed, so that a
/// service starts, and goes on, while the database is away.
public final class PostgresDatabase: Database {
    private struct State {
        var isReachable = false
        var announce: @Sendable ([Envelope]) -> Void = { _ in }
    }

    private let options: PostgresOptions
    private let pool: ConnectionPool
    private let state: SharedState

    private final class SharedState: Sendable {
        let value = Mutex(State())
    }

    public init(_ options: PostgresOptions) {
        let state = SharedState()
        self.options = options
        self.state = state
        let connections = (0..<max(1, options.connections)).map { number in
            PostgresConnection(options, number: number) { events in state.value.withLock { $0.announce }(events) }
        }
        pool = ConnectionPool(connections, waitTimeout: options.waitTimeout)
    }

    /// Who is told, once, of the events each commit made true; on the connection's thread, so it must not block.
    public func announceCommits(to announce: @escaping @Sendable ([Envelope]) -> Void) {
        state.value.withLock { $0.announce = announce }
    }

    public var isReachable: Bool { state.value.withLock { $0.isReachable } }

    @discardableResult
    public func query<Value: Sendable>(_ sql: SQL, _ value: @escaping @Sendable (any Row) throws -> Value) async throws -> [Value] {
        try await attempting { try await $0.query(sql, value) }
    }

    @discardableResult
    public func execute(_ sql: SQL) async throws -> Int {
        try await attempting { try await $0.execute(sql) }
    }

    public func transaction<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) async throws -> Value {
        try await attempting { try await $0.transaction(body) }
    }

    /// Ends waiting, lets what runs finish, and closes every connection.
    public func close() async {
        pool.close()
        for connection in pool.connections { await connection.close() }
    }

    /// Once more after what certainly had no effect, with a growing pause.
    private func attempting<Value: Sendable>(_ work: @escaping @Sendable (PostgresConnection) async throws -> Value) async throws -> Value {
        var attempt = 1
        while true {
            do {
                let value = try await pool.with(work)
                noteReachable(true)
                return value
            } catch let error as StoreError {
                note(error)
                guard attempt < attempts(for: error.code) else { throw error }
                try await Task.sleep(for: pause(after: attempt, error.code))
                attempt += 1
            }
        }
    }

    private func attempts(for code: StoreError.Code) -> Int {
        switch code {
        case .unavailable: options.connectAttempts
        case .contended: options.contentionAttempts
        default: 1
        }
    }

    private func pause(after attempt: Int, _ code: StoreError.Code) -> Duration {
        let step: Duration = code == .contended ? .milliseconds(2) : .milliseconds(50)
        return step * (1 << attempt) + .microseconds(Int.random(in: 0...2000))
    }

    private func note(_ error: StoreError) {
        switch error.code {
        case .unavailable, .outcomeUnknown: noteReachable(false)
        case .timedOut, .closed, .invalidParameter, .unexpectedValue: break
        case .contended, .leaseLapsed, .cursorMoved, .refused: noteReachable(true)
        }
    }

    private func noteReachable(_ reachable: Bool) { state.value.withLock { $0.isReachable = reachable } }
}
