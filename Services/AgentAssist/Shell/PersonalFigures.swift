import AgentAssistCore
import Contracts
import Runtime
import Store
import Vocabulary

/// What somebody has done since midnight.
public struct PersonalFigures: Codable, Sendable, Hashable {
    public var calls: Int
    /// Means, in milliseconds; nil without a call.
    public var talk: Int64?
    public var wrapUp: Int64?
    /// How the rules were kept, 0-100.
    public var score: Int?
    /// Calls that nobody has wrapped up.
    public var open: Int
    /// Milliseconds of each reason.
    public var pauses: [String: Int64]
}

/// Pauses with their reasons, and the figures of a day.
struct Days: Sendable {
    let platform: Platform

    /// Ends the pause that goes on, and begins another unless there is no reason.
    func pause(_ reason: PauseReason?, of agent: AgentID, tenant: TenantID) async throws {
        try await platform.database.transaction { transaction in
            try transaction.execute("UPDATE pause SET ended_at = now() WHERE agent = \(agent) AND ended_at IS NULL")
            guard let reason else { return }
            try transaction.execute("INSERT INTO pause (agent, tenant, reason) VALUES (\(agent), \(tenant), \(reason.rawValue))")
        }
    }

    /// Who pauses now, and why.
    func pauses(of tenant: TenantID) async throws -> [AgentID: PauseReason] {
        let rows = try await platform.database.query("SELECT agent, reason FROM pause WHERE tenant = \(tenant) AND ended_at IS NULL") {
            (agent: try $0.get("agent", as: AgentID.self), reason: try $0.get("reason", as: String.self))
        }
        return Dictionary(rows.compactMap { row in PauseReason(rawValue: row.reason).map { (row.agent, $0) } }) { first, _ in first }
    }

    /// - Parameter since: midnight.
    func figures(of agent: AgentID, since: Timestamp) async throws -> PersonalFigures {
        let calls = try await platform.database.query(
            """
            SELECT count(*) AS calls, avg(talked_ms)::bigint AS talk, avg(score)::bigint AS score, count(*) FILTER (WHERE code IS NULL) AS open,
                   (avg(extract(epoch FROM wrapped_at - ended_at)) * 1000)::bigint AS wrap_up
            FROM handled_call WHERE agent = \(agent) AND began_at >= \(since) AND ended_at IS NOT NULL
            """
        ) { row in
            PersonalFigures(
                calls: try row.get("calls"), talk: try row.get("talk"), wrapUp: try row.get("wrap_up"), score: try row.get("score"), open: try row.get("open"), pauses: [:])
        }.first
        var figures = calls ?? PersonalFigures(calls: 0, talk: nil, wrapUp: nil, score: nil, open: 0, pauses: [:])
        let pauses = try await platform.database.query(
            """
            SELECT reason, (extract(epoch FROM sum(coalesce(ended_at, now()) - began_at)) * 1000)::bigint AS lasted
            FROM pause WHERE agent = \(agent) AND began_at >= \(since) GROUP BY reason
            """
        ) { (try $0.get("reason", as: String.self), try $0.get("lasted", as: Int64.self)) }
        figures.pauses = Dictionary(pauses) { first, _ in first }
        return figures
    }
}

extension Desk {
    /// The agents' midnight.
    nonisolated var midnight: Timestamp {
        let zone = Int64(8 * 3600) * 1_000_000, day = Int64(86_400) * 1_000_000, now = platform.time.timestamp().microseconds + zone
        return Timestamp(microseconds: now - now % day - zone)
    }

    public nonisolated func figures(of agent: AgentID) async throws -> PersonalFigures { try await Days(platform: platform).figures(of: agent, since: midnight) }

    /// The page hears of it by Routing's event, like of every other change.
    /// - Parameter reason: why, for a pause.
    /// - Throws: `RequestFailure` when Routing does not take it.
    public func choose(_ presence: Presence, because reason: PauseReason?, by agent: AgentID, of tenant: TenantID) async throws {
        _ = try await platform.bus.ask(SetPresence(tenant: tenant, agent: agent, presence: presence), of: nil)
        try await Days(platform: platform).pause(presence == .paused ? reason ?? .rest : nil, of: agent, tenant: tenant)
    }
}
