import AnalyticsCore
import Contracts
import Security
import Store
import Vocabulary

/// What the API asks of the records.
public struct Queries: Sendable {
    private let database: any Database
    private let sealer: Sealer
    private let objectives: ServiceObjectives

    public init(database: any Database, sealer: Sealer, objectives: ServiceObjectives) {
        self.objectives = objectives
        self.database = database
        self.sealer = sealer
    }

    public struct Period: Sendable, Hashable {
        public var from: Timestamp
        public var to: Timestamp
        public init(from: Timestamp, to: Timestamp) {
            self.from = from
            self.to = to
        }
    }

    /// At most so many calls go into one answer; a longer period is refused rather than cut.
    public static let limit = 50_000

    public func figures(_ period: Period, tenant: TenantID?) async throws -> KeyFigures {
        KeyFigures(of: try await records(period, tenant: tenant, limit: Self.limit), against: objectives)
    }

    /// Newest first.
    public func calls(_ period: Period, tenant: TenantID?, limit: Int) async throws -> [CallSummary] {
        try await records(period, tenant: tenant, limit: limit).map(CallSummary.init)
    }

    private func records(_ period: Period, tenant: TenantID?, limit: Int) async throws -> [CallRecord] {
        try await database.query(
            """
            SELECT record::text AS record FROM call_record WHERE started_at >= \(period.from) AND started_at < \(period.to)
              AND (tenant = \(tenant) OR \(tenant)::text IS NULL) ORDER BY started_at DESC, call DESC LIMIT \(limit)
            """
        ) { try Projection.record($0) }
    }

    /// Where a call's recording lies; nil when there is no such call.
    public func recording(of call: CallID, tenant: TenantID?) async throws -> RecordingLayout? {
        try await record(of: call, tenant: tenant).map { RecordingLayout($0.recordings) }
    }

    private func record(of call: CallID, tenant: TenantID?) async throws -> CallRecord? {
        try await database.query(
            """
            SELECT record::text AS record FROM call_record WHERE call = \(call) AND (tenant = \(tenant) OR \(tenant)::text IS NULL)
            """
        ) { try Projection.record($0) }.first
    }

    /// The whole story of one call, with its words opened.
    public func story(of call: CallID, tenant: TenantID?) async throws -> CallStory? {
        let record = try await record(of: call, tenant: tenant)
        guard let record else { return nil }
        var lines: [CallStory.Line] = []
        for turn in record.turns {
            let type = turn.kind == .assistant ? AssistantSpoke.type : UtteranceRecognised.type
            var text: String?
            // Words of an erased person cannot be opened any more; the rest of the story stays.
            if let sealed = turn.text { text = (try? await sealer.open(sealed, kind: type, subject: call.value)) ?? "（已清除）" }
            lines.append(CallStory.Line(turn, text: text))
        }
        return CallStory(record, lines)
    }
}
