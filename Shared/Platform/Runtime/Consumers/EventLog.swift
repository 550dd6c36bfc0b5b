import Contracts
import Store
import Vocabulary

/// The log as any service may read it.
public struct EventLog: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// A stream's events after a number, in order, at most `limit`.
    public func events(of stream: StreamName, after seq: Int64, limit: Int = 500) async throws -> [Envelope] {
        try await database.query(
            """
            SELECT id, source, type, subject, time, tenant, stream, seq, causation, trace, data FROM platform.event
            WHERE stream = \(stream) AND seq > \(seq) ORDER BY seq LIMIT \(limit)
            """, Self.envelope)
    }

    /// All events about a subject, in the order in which they were said.
    public func events(about subject: String, limit: Int = 10_000) async throws -> [Envelope] {
        try await database.query(
            """
            SELECT id, source, type, subject, time, tenant, stream, seq, causation, trace, data FROM platform.event
            WHERE subject = \(subject) ORDER BY time, stream, seq LIMIT \(limit)
            """, Self.envelope)
    }

    /// The number of each stream's last event.
    public func heads(of streams: [StreamName]) async throws -> [StreamName: Int64] {
        let rows = try await database.query("SELECT stream, seq FROM platform.stream_head WHERE stream = ANY(\(streams.map(\.description)))") { row in
            (try row.get("stream", as: StreamName.self), try row.get("seq", as: Int64.self))
        }
        return Dictionary(rows) { first, _ in first }
    }

    static func envelope(_ row: any Row) throws -> Envelope {
        Envelope(
            id: try row.get("id"), source: try row.get("source"), type: try row.get("type"), subject: try row.get("subject"), time: try row.get("time"),
            tenant: try row.get("tenant"), stream: try row.get("stream"), seq: try row.get("seq"), causation: try row.get("causation", as: EventID?.self),
            trace: TraceParent(try row.get("trace")), data: Array(try row.get("data", as: String.self).utf8))
    }
}
