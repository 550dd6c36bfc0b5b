import Contracts
import Store
import Vocabulary

/// A connection on a thread of its own. A transaction is one hop: its body runs here, synchronously, so that no other
/// task's statement can come between.
actor PostgresConnection {
    private let thread: PinnedThread
    private let link: PostgresLink
    private let options: PostgresOptions
    private let committed: @Sendable ([Envelope]) -> Void

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(_ options: PostgresOptions, number: Int, committed: @escaping @Sendable ([Envelope]) -> Void) {
        self.options = options
        self.committed = committed
        thread = PinnedThread(name: "postgres-\(number)")
        link = PostgresLink(options)
    }

    func query<Value: Sendable>(_ sql: SQL, _ value: @Sendable (any Row) throws -> Value) throws -> [Value] {
        try link.open()
        return try link.run(sql).rows(value)
    }

    func execute(_ sql: SQL) throws -> Int {
        try link.open()
        return try link.run(sql).affected
    }

    func transaction<Value: Sendable>(_ body: @Sendable (any Transaction) throws -> Value) throws -> Value {
        try link.open()
        let transaction = PostgresTransaction(link)
        let value = try beforeCommit(transaction) { try body(transaction) }
        let placed = try committing(transaction)
        if !placed.isEmpty { committed(placed) }
        for act in transaction.waiting { act() }
        return value
    }

    func close() {
        link.close()
        thread.stop()
    }

    /// What fails here had no effect, even when the connection was lost: it may be tried again.
    private func beforeCommit<Value>(_ transaction: PostgresTransaction, _ work: () throws -> Value) throws -> Value {
        do { return try work() } catch {
            if link.isOpen, transaction.hasBegun, (try? link.script("ROLLBACK")) == nil { link.close() }
            if let lost = error as? StoreError, lost.code == .outcomeUnknown { throw StoreError(.unavailable, lost.reason) }
            throw error
        }
    }

    /// What the server refuses here had no effect; what is lost may have had.
    private func committing(_ transaction: PostgresTransaction) throws -> [Envelope] {
        do { return try transaction.finish(as: options.instance) } catch {
            if link.isOpen, transaction.hasBegun, (try? link.script("ROLLBACK")) == nil { link.close() }
            guard let lost = error as? StoreError, !link.isOpen else { throw error }
            throw StoreError(.outcomeUnknown, lost.reason)
        }
    }
}
