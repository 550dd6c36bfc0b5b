import Vocabulary

/// A sequence of events: a service and one of its 16 shards, `routing/07`.
public struct StreamName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Fixed for ever: changing it would reorder every subject.
    public static let shards = 16

    public var service: ServiceName
    /// 0..<16
    public var shard: Int

    public init(service: ServiceName, shard: Int) {
        self.service = service
        self.shard = shard
    }

    /// The stream that a service's events about a subject belong to: FNV-1a of the subject's UTF-8.
    public init(of subject: String, in service: ServiceName) {
        let hash = subject.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        self.init(service: service, shard: Int(hash % UInt32(Self.shards)))
    }

    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let service = ServiceName(rawValue: String(parts[0])), let shard = Int(parts[1]),
            (0..<Self.shards).contains(shard)
        else { return nil }
        self.init(service: service, shard: shard)
    }

    public static func all(of service: ServiceName) -> [StreamName] { (0..<shards).map { StreamName(service: service, shard: $0) } }
    public var description: String { "\(service.rawValue)/\(shard < 10 ? "0" : "")\(shard)" }
    public static func < (left: StreamName, right: StreamName) -> Bool { (left.service.rawValue, left.shard) < (right.service.rawValue, right.shard) }
}
