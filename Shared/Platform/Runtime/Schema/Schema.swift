import Store

/// A schema and the steps that lead to it. Several programs may bring it up to date at once: an advisory lock lets one
/// work, the others find nothing left to do.
public struct Schema: Sendable {
    public let name: String
    public let migrations: [Migration]

    /// - Throws: `.misnumbered` unless the numbers are 1, 2, 3, …
    public init(_ name: String, _ migrations: [Migration]) throws(SchemaError) {
        self.name = name
        self.migrations = migrations
        for (index, migration) in migrations.enumerated() where migration.number != index + 1 {
            throw .misnumbered(schema: name, migration: migration.name, expected: index + 1)
        }
    }

    /// Applies what is missing, each step in a transaction of its own.
    /// - Parameter database: with this schema first on the search path, and the right to create in it.
    /// - Returns: the names of the steps applied.
    /// - Throws: `SchemaError`, or `StoreError` from the step that failed (those before it stay applied).
    public func migrate(_ database: any Database) async throws -> [String] {
        var applied: [String] = []
        while let step = try await database.transaction({ try self.applyNext($0) }) { applied.append(step) }
        return applied
    }

    private func applyNext(_ transaction: any Transaction) throws -> String? {
        try transaction.query("SELECT pg_advisory_xact_lock(hashtext('migrate ' || \(name)))") { _ in }
        try transaction.execute(
            """
            CREATE TABLE IF NOT EXISTS migration (number bigint PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
            """)
        let done = try transaction.query("SELECT name, checksum FROM migration ORDER BY number") {
            (name: try $0.get("name", as: String.self), checksum: try $0.get("checksum", as: String.self))
        }
        try verify(done)
        guard done.count < migrations.count else { return nil }
        let next = migrations[done.count]
        try transaction.execute(SQL(migration: next.text))
        try transaction.execute("INSERT INTO migration (number, name, checksum) VALUES (\(next.number), \(next.name), \(next.checksum))")
        return next.name
    }

    private func verify(_ done: [(name: String, checksum: String)]) throws(SchemaError) {
        for (index, step) in done.enumerated() {
            guard index < migrations.count else { throw .newer(schema: name, migration: step.name) }
            guard migrations[index].checksum == step.checksum else { throw .changed(schema: name, migration: step.name) }
        }
    }
}
