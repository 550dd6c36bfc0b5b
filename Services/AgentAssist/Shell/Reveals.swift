import AgentAssistCore
import Contracts
import Runtime
import Security
import Store
import Vocabulary

/// Who saw what in clear, and why: in the audit chain first, and in a table to look it up.
struct Reveals: Sendable {
    let platform: Platform

    /// Nothing is shown unless this has succeeded.
    func record(_ field: Reveal.Field, _ reason: Reveal.Reason, of call: CallID, by agent: AgentID, tenant: TenantID) async throws {
        let seq = try await AuditChain(platform.database).append(
            actor: agent.value, action: "desk.reveal", subject: call.value, detail: "\(field.rawValue): \(reason.rawValue)")
        try await platform.database.execute(
            "INSERT INTO reveal (audit, tenant, agent, call, field, reason) VALUES (\(seq), \(tenant), \(agent), \(call), \(field.rawValue), \(reason.rawValue))")
    }

    func latest(of tenant: TenantID, limit: Int) async throws -> [RevealRecord] {
        try await platform.database.query(
            "SELECT audit, agent, call, field, reason, shown_at FROM reveal WHERE tenant = \(tenant) ORDER BY audit DESC LIMIT \(limit)"
        ) { row in
            RevealRecord(
                audit: try row.get("audit"), agent: try row.get("agent"), call: try row.get("call"), field: try row.get("field"), reason: try row.get("reason"),
                at: try row.get("shown_at"))
        }
    }
}

/// One showing, for auditors: never what was shown.
public struct RevealRecord: Codable, Sendable, Hashable {
    /// The entry's number in the audit chain.
    public var audit: Int64
    public var agent: AgentID
    public var call: CallID
    public var field: String
    public var reason: String
    public var at: Timestamp
}

extension Desk {
    public func reveal(_ field: Reveal.Field, for reason: Reveal.Reason, of call: CallID, by agent: AgentID, tenant: TenantID) async throws -> Masked<String> {
        try await require(call, of: agent)
        guard let value = Reveal.value(of: field, caller: caller(of: call), customer: opened[call]?.customer) else {
            throw RequestFailure(.notFound, "there is nothing to show")
        }
        try await Reveals(platform: platform).record(field, reason, of: call, by: agent, tenant: tenant)
        return value
    }

    public nonisolated func reveals(of tenant: TenantID, limit: Int = 200) async throws -> [RevealRecord] { try await Reveals(platform: platform).latest(of: tenant, limit: limit) }
}
