import CPostgres
import Store

/// A result and its columns; freed with its last reference.
final class PostgresResult {
    private let result: OpaquePointer
    private var columns: [String: Int32] = [:]

    init(_ result: OpaquePointer) { self.result = result }
    deinit { PQclear(result) }

    var status: ExecStatusType { PQresultStatus(result) }
    var count: Int32 { PQntuples(result) }
    /// Rows that an INSERT, UPDATE, DELETE or SELECT touched.
    var affected: Int { PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0 }
    /// The command's tag: `COMMIT`, `ROLLBACK`, `INSERT 0 1`.
    var command: String { PQcmdStatus(result).map { String(cString: $0) } ?? "" }
    var sqlState: String? { shim_sqlstate(result).map { String(cString: $0) } }
    var message: String? { shim_primary_message(result).map { String(cString: $0) } }
    var constraint: String? { shim_constraint(result).map { String(cString: $0) } }

    func column(_ name: String) -> Int32? {
        if let known = columns[name] { return known }
        let number = PQfnumber(result, "\"" + name + "\"")
        guard number >= 0 else { return nil }
        columns[name] = number
        return number
    }

    func text(row: Int32, column: Int32) -> String? {
        guard PQgetisnull(result, row, column) == 0, let value = PQgetvalue(result, row, column) else { return nil }
        let bytes = UnsafeRawBufferPointer(start: value, count: Int(PQgetlength(result, row, column)))
        return String(decoding: bytes, as: UTF8.self)
    }

    func rows<Value>(_ value: (any Row) throws -> Value) throws -> [Value] {
        try (0..<max(count, 0)).map { try value(PostgresRow(result: self, index: $0)) }
    }
}

struct PostgresRow: Row {
    let result: PostgresResult
    let index: Int32

    func get<Value: SQLDecodable>(_ column: String, as type: Value.Type) throws -> Value {
        guard let number = result.column(column) else { throw StoreError(.unexpectedValue, "the result has no column \(column)") }
        guard let value = Value(sql: result.text(row: index, column: number)) else {
            throw StoreError(.unexpectedValue, "the value in column \(column) is not a \(type)")
        }
        return value
    }
}
