import Vocabulary

/// A statement whose text comes from literals alone: `"SELECT name FROM customer WHERE id = \(id)"` binds `id` as a
/// parameter, so that no value can become SQL.
public struct SQL: ExpressibleByStringInterpolation, Sendable, Hashable {
    /// With `$1`, `$2`, … in place of the values.
    public private(set) var text: String
    public private(set) var parameters: [SQLValue]
    /// Several statements without parameters, sent as they stand and never prepared.
    public private(set) var isScript = false

    public init(stringLiteral value: String) {
        text = value
        parameters = []
    }
    /// A migration: the only text that is not a literal, compiled in from a file of this repository.
    public init(migration text: String) {
        self.text = text
        parameters = []
        isScript = true
    }
    public init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
        parameters = stringInterpolation.parameters
    }

    public struct StringInterpolation: StringInterpolationProtocol {
        var text = ""
        var parameters: [SQLValue] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 3 * interpolationCount)
            parameters.reserveCapacity(interpolationCount)
        }
        public mutating func appendLiteral(_ literal: String) { text += literal }
        public mutating func appendInterpolation(_ value: some SQLEncodable) {
            parameters.append(value.sql)
            text += "$\(parameters.count)"
        }
        /// NULL when there is none; without this the compiler takes an optional for a mistake.
        public mutating func appendInterpolation(_ value: (some SQLEncodable)?) { appendInterpolation(Bound(sql: value?.sql ?? .null)) }
    }
}

private struct Bound: SQLEncodable {
    var sql: SQLValue
}

/// A parameter as libpq sends it.
public enum SQLValue: Sendable, Hashable {
    case null
    case text(String)
    case bytes([UInt8])
}

public protocol SQLEncodable: Sendable {
    var sql: SQLValue { get }
}

public protocol SQLDecodable: Sendable {
    /// Nil when the text (PostgreSQL's text format; nil is NULL) is no such value.
    init?(sql text: String?)
}
