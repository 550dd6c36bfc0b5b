import Contracts
import Store
import Vocabulary

/// The rows of one consumer group: leases, cursors, dead letters.
struct CursorStore: Sendable {
    var database: any Database
    var instance: InstanceID
    var service: ServiceName
    var group: String

    /// Renews what is held, takes what is free, gives up what is beyond our share.
    /// - Returns: the streams that are ours, and where their cursors stand.
    func claim(_ streams: [StreamName], for lease: Duration) async throws -> [StreamName: Int64] {
        let milliseconds = lease.nanoseconds / 1_000_000
        let rows = try await database.query(
            """
            SELECT stream, seq FROM platform.claim_streams(\(instance), \(group), \(streams.map(\.description)), \(milliseconds))
            """
        ) { (try $0.get("stream", as: StreamName.self), try $0.get("seq", as: Int64.self)) }
        return Dictionary(rows) { first, _ in first }
    }

    func release() async throws { try await database.execute("SELECT platform.release_streams(\(instance), \(group))") }

    /// When the stream is no longer ours the transaction fails with `StoreError.cursorMoved`.
    func advance(_ stream: StreamName, from: Int64, to seq: Int64, in transaction: any Transaction) {
        transaction.post("SELECT platform.advance(\(instance), \(group), \(stream), \(from), \(seq))")
    }

    func park(_ event: Envelope, because reason: String, in transaction: any Transaction) throws {
        try transaction.execute("SELECT platform.park(\(group), \(event.stream), \(event.seq), \(event.subject), \(event.type), \(reason))")
    }

    // MARK: Dead letters

    struct Parked: Sendable {
        var stream: StreamName
        var subject: String
        /// Somebody wants it to go on.
        var isReleased: Bool
    }

    func parked() async throws -> [Parked] {
        try await database.query(
            """
            SELECT stream, subject, bool_or(released_at IS NOT NULL) AS released FROM platform.dead_letter
            WHERE service = \(service) AND consumers = \(group) GROUP BY stream, subject
            """
        ) { Parked(stream: try $0.get("stream"), subject: try $0.get("subject"), isReleased: try $0.get("released")) }
    }

    /// A subject's letters, in order.
    func letters(of subject: String, in stream: StreamName) async throws -> [Envelope] {
        try await database.query(
            """
            SELECT e.id, e.source, e.type, e.subject, e.time, e.tenant, e.stream, e.seq, e.causation, e.trace, e.data
            FROM platform.dead_letter d JOIN platform.event e ON e.stream = d.stream AND e.seq = d.seq
            WHERE d.service = \(service) AND d.consumers = \(group) AND d.stream = \(stream) AND d.subject = \(subject) ORDER BY e.seq
            """, EventLog.envelope)
    }

    func unpark(_ event: Envelope, in transaction: any Transaction) throws {
        try transaction.execute("SELECT platform.unpark(\(group), \(event.stream), \(event.seq))")
    }

    func repark(_ subject: String, in stream: StreamName, because reason: String) async throws {
        try await database.execute("SELECT platform.repark(\(group), \(stream), \(subject), \(reason))")
    }
}
