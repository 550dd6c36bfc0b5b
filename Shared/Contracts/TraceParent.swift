/// W3C trace context, `00-<32 hex>-<16 hex>-<2 hex>`: one trace a call.
public struct TraceParent: Hashable, Codable, Sendable, CustomStringConvertible {
    public var value: String

    public init(_ value: String) { self.value = value }
    public init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(String.self) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }

    public init(using random: inout some RandomNumberGenerator) {
        let parts = [random.next(), random.next(), random.next()].map { (word: UInt64) in
            String(repeating: "0", count: word.leadingZeroBitCount / 4 - (word == 0 ? 1 : 0)) + String(word, radix: 16)
        }
        value = "00-\(parts[0])\(parts[1])-\(parts[2])-01"
    }

    /// The 32 hex digits that logs carry as `trace`.
    public var traceID: String { value.split(separator: "-").dropFirst().first.map(String.init) ?? "" }
    public var description: String { value }
}
