import AnalyticsCore
import Contracts
import Foundation
import Store
import Vocabulary

/// Writes what the events say into the records, each event once: the consumer commits record and cursor together.
struct Projection {
    var transaction: any Transaction

    func apply(_ envelope: Envelope) throws {
        if CallRecord.types.contains(envelope.type), envelope.type != ActionPerformed.type || envelope.isAboutACall {
            try fold(envelope)
        }
        switch envelope.type {
        case TicketOpened.type: try envelope.decoded(as: TicketOpened.self).map { try opened($0, envelope) }
        case TicketChanged.type: try envelope.decoded(as: TicketChanged.self).map { try changed($0, envelope) }
        default: break
        }
    }

    private func fold(_ envelope: Envelope) throws {
        let call = CallID(envelope.subject)
        // A row to lock even when this is the first word of the call, so that two streams' folds follow one another.
        try transaction.execute(
            """
            INSERT INTO call_record (call, tenant, started_at, record)
            VALUES (\(call), \(envelope.tenant), \(envelope.time), \(Self.json(CallRecord(call: call, tenant: envelope.tenant)))::jsonb) ON CONFLICT DO NOTHING
            """)
        let stored = try transaction.query("SELECT record::text AS record FROM call_record WHERE call = \(call) FOR UPDATE") { try Self.record($0) }.first
        guard var record = stored else { return }
        guard try record.fold(envelope) else { return }
        try transaction.execute(
            """
            UPDATE call_record SET started_at = coalesce(\(record.startedAt), least(started_at, \(envelope.time))), ended_at = \(record.endedAt), pack = \(record.pack),
                   outcome = \(record.outcome?.rawValue), peak_anger = \(record.peakAnger), record = \(Self.json(record))::jsonb WHERE call = \(call)
            """)
    }

    private func opened(_ event: TicketOpened, _ envelope: Envelope) throws {
        try transaction.execute(
            """
            INSERT INTO ticket_record (ticket, tenant, kind, call, opened_at, due_at)
            VALUES (\(event.ticket), \(envelope.tenant), \(event.kind), \(event.call), \(envelope.time), \(event.dueAt)) ON CONFLICT DO NOTHING
            """)
    }

    private func changed(_ event: TicketChanged, _ envelope: Envelope) throws {
        try transaction.execute("UPDATE ticket_record SET state = \(event.state.rawValue), breached = breached OR \(event.breached) WHERE ticket = \(event.ticket)")
    }

    static func json(_ record: CallRecord) -> String { String(decoding: Body.encode(record), as: UTF8.self) }
    static func record(_ row: any Row) throws -> CallRecord { try Body.decode(CallRecord.self, from: Array(try row.get("record", as: String.self).utf8)) }
}

extension Envelope {
    /// Actions outside a call have their key as subject.
    fileprivate var isAboutACall: Bool { (try? decoded(as: ActionPerformed.self))??.call != nil }
}
