/// Why a schema cannot be brought up to date, and what mends it.
public enum SchemaError: Error, Hashable, Sendable, CustomStringConvertible {
    case misnumbered(schema: String, migration: String, expected: Int)
    case changed(schema: String, migration: String)
    case newer(schema: String, migration: String)

    public var description: String {
        switch self {
        case .misnumbered(let schema, let migration, let expected):
            "schema \(schema): migration \(migration) should begin with \(expected): numbers are contiguous from 1"
        case .changed(let schema, let migration):
            "schema \(schema): migration \(migration) was applied with another text: restore its file and put the change into a new migration"
        case .newer(let schema, let migration):
            "schema \(schema): the database has migration \(migration), which this program does not know: run a program at least as new as the database"
        }
    }
}
