/// A moment in UTC, in microseconds since 1970-01-01T00:00:00Z: what is stored and what crosses processes.
public struct Timestamp: Hashable, Comparable, Codable, Sendable {
    public var microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }
    public init(from decoder: any Decoder) throws { microseconds = try decoder.singleValueContainer().decode(Int64.self) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(microseconds)
    }

    public func advanced(by duration: Duration) -> Timestamp { Timestamp(microseconds: microseconds &+ duration.nanoseconds / 1000) }
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }
    public static func + (left: Timestamp, right: Duration) -> Timestamp { left.advanced(by: right) }
    public static func - (left: Timestamp, right: Timestamp) -> Duration { .microseconds(left.microseconds &- right.microseconds) }
}
