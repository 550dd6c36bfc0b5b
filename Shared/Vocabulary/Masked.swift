/// A personal value in memory: it describes itself as `‹masked›`, so that no log line, metric or test output can show it.
public struct Masked<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The value in clear, for the code that needs it.
    public var revealed: Value

    public init(_ value: Value) { revealed = value }
    public var description: String { "‹masked›" }
    public var debugDescription: String { "‹masked›" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Masked: Equatable where Value: Equatable {}
extension Masked: Hashable where Value: Hashable {}
/// In JSON the value stands in clear: only requests, which are encrypted on the wire and never stored, carry it so.
extension Masked: Codable where Value: Codable {
    public init(from decoder: any Decoder) throws { revealed = try decoder.singleValueContainer().decode(Value.self) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(revealed)
    }
}
