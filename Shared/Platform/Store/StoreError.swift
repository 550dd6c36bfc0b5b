/// Why the store did not do as asked. Never carries a parameter's value.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// No connection could be had; nothing was done.
        case unavailable
        /// No free connection, or no answer to a statement, in time.
        case timedOut
        /// The connection was lost while a statement or a commit was under way: it may have had effect.
        case outcomeUnknown
        /// Others kept getting in the way (SQLSTATE 40001, 40P01) and the retries are used up.
        case contended
        /// The instance's lease ended: it appends nothing under its name (SQLSTATE HL001).
        case leaseLapsed
        /// Somebody else moved this cursor, or holds its lease (SQLSTATE HL003).
        case cursorMoved
        /// The server refused the statement; five characters, PostgreSQL's appendix A.
        case refused(sqlState: String)
        /// A parameter that cannot be sent, such as text with a NUL.
        case invalidParameter
        /// A column that is absent, or whose value is not of the type asked for.
        case unexpectedValue
        /// The database was closed by this process.
        case closed
    }

    public var code: Code
    /// For the log, in English: what was refused and what mends it.
    public var reason: String
    /// The constraint that a row violates, where that is the reason.
    public var constraint: String?

    public init(_ code: Code, _ reason: String, constraint: String? = nil) {
        self.code = code
        self.reason = reason
        self.constraint = constraint
    }

    /// The database may answer the same question later.
    public var isTransient: Bool {
        switch code {
        case .unavailable, .timedOut, .outcomeUnknown, .contended, .leaseLapsed: true
        case .cursorMoved, .refused, .invalidParameter, .unexpectedValue, .closed: false
        }
    }

    /// A row of this key is already there.
    public var isDuplicate: Bool { code == .refused(sqlState: "23505") }
    public var description: String { "\(code): \(reason)" }
}
