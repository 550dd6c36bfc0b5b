import Contracts
import Vocabulary

/// One service's view of PostgreSQL: its own schema first on the search path, its own role.
///
/// Implemented by `PostgresDatabase` (StorePostgres): blocking libpq in actors pinned to their own threads.
public protocol Database: Sendable {
    /// Runs one statement outside a transaction.
    @discardableResult
    func query<Value: Sendable>(_ sql: SQL, _ value: @escaping @Sendable (Row) throws -> Value) async throws -> [Value]
    /// - Returns: how many rows were affected.
    @discardableResult
    func execute(_ sql: SQL) async throws -> Int
    /// Runs a synchronous body in a READ COMMITTED transaction on one connection: lock the rows that decide (`FOR UPDATE`).
    /// It is run again on SQLSTATE 40001 and 40P01 and when the connection is lost before the commit, so the body must only
    /// touch the transaction. Events appended in it are written last, their stream heads in sorted order, and are
    /// announced after the commit.
    /// - Throws: `StoreError`, or what the body throws (the transaction is then rolled back).
    func transaction<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) async throws -> Value
    /// Whether the last statement, of anyone here, found the database: what `/readyz` says.
    var isReachable: Bool { get }
}

/// What a transaction's body may do.
public protocol Transaction {
    @discardableResult
    func query<Value>(_ sql: SQL, _ value: (Row) throws -> Value) throws -> [Value]
    @discardableResult
    func execute(_ sql: SQL) throws -> Int
    /// Has a statement run whose result nobody waits for: it goes out before the next one, or with the COMMIT, in the same
    /// round trip. What fails then fails that one, and with it the transaction.
    func post(_ sql: SQL)
    /// Adds a fact that becomes true with this transaction.
    func append(_ draft: EventDraft)
    /// Has something done once this transaction has been committed, and not otherwise; on the connection's thread, so it
    /// only wakes whoever does the work. What is lost with the process must be found again by other means.
    func afterCommit(_ act: @escaping @Sendable () -> Void)
}

/// One row of a result.
public protocol Row {
    /// - Throws: `StoreError` when there is no such column or its value is not of the type.
    func get<Value: SQLDecodable>(_ column: String, as type: Value.Type) throws -> Value
}

extension Row {
    public func get<Value: SQLDecodable>(_ column: String) throws -> Value { try get(column, as: Value.self) }
}
