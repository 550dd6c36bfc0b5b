import AgentAssistCore
import Bus
import Contracts
import Runtime
import Security
import Store
import Vocabulary

/// One practice call that is over.
public struct DrillRecord: Codable, Sendable, Hashable {
    public var agent: AgentID
    public var pack: PackName
    public var topic: String
    public var turns: Int
    public var score: Int
    public var at: Timestamp
}

/// Practice calls: one for each trainee at a time, in memory; what came of it is kept.
extension Desk {
    /// Trainees at once, and characters of a turn.
    private static let drillLimit = 500
    public static let longestTurn = 300

    /// The packs of the tenant's numbers, with their topics.
    public func trainingPacks(of tenant: TenantID) async throws -> [PackName: PackGuide] {
        let names = Set(try await platform.bus.ask(ListPlans(), of: nil).numbers.filter { $0.tenant == tenant }.map(\.pack))
        var guides: [PackName: PackGuide] = [:]
        for name in names { guides[name] = await pack(name) }
        return guides
    }

    /// - Throws: `.notFound` when the pack cannot be had.
    public func beginDrill(of agent: AgentID, tenant: TenantID, pack name: PackName, intent: String?) async throws -> Drill.Picture {
        guard try await trainingPacks(of: tenant)[name] != nil, let index = packs[name]?.index else { throw RequestFailure(.notFound, "the pack \(name) is not there to practise on") }
        guard drills.count < Self.drillLimit || drills[agent] != nil else { throw RequestFailure(.overloaded, "too many practise now; try again later") }
        var random = SecureRandom()
        let drill = Drill(platform.identifier(), pack: name, of: index, intent: intent, today: today, seed: random.next(), at: platform.time.timestamp())
        guard let drill else { throw RequestFailure(.notFound, "the pack \(name) has no topics") }
        drills[agent] = drill
        return drill.picture
    }

    public func sayInDrill(_ text: Masked<String>, by agent: AgentID, tenant: TenantID) async throws -> Drill.Picture {
        guard drills[agent] != nil else { throw RequestFailure(.notFound, "no practice call is going on") }
        drills[agent]?.said(text.revealed, at: platform.time.timestamp())
        return try await drillChanged(of: agent, tenant: tenant)
    }

    public func stopDrill(of agent: AgentID, tenant: TenantID) async throws -> Drill.Picture {
        guard drills[agent] != nil else { throw RequestFailure(.notFound, "no practice call is going on") }
        drills[agent]?.stopped()
        return try await drillChanged(of: agent, tenant: tenant)
    }

    private func drillChanged(of agent: AgentID, tenant: TenantID) async throws -> Drill.Picture {
        guard let picture = drills[agent]?.picture else { throw RequestFailure(.notFound, "no practice call is going on") }
        guard picture.end != nil else { return picture }
        drills[agent] = nil
        let turns = picture.lines.count { $0.party == .agent }
        try await platform.database.execute(
            """
            INSERT INTO drill (id, tenant, agent, pack, topic, turns, score)
            VALUES (\(picture.id), \(tenant), \(agent), \(picture.pack), \(picture.intent), \(turns), \(picture.score)) ON CONFLICT DO NOTHING
            """)
        return picture
    }

    /// - Parameter agent: one's own; nil: everybody's, for supervisors.
    public nonisolated func drillRecords(of tenant: TenantID, agent: AgentID?) async throws -> [DrillRecord] {
        try await platform.database.query(
            """
            SELECT agent, pack, topic, turns, score, ended_at FROM drill WHERE tenant = \(tenant) AND (\(agent)::text IS NULL OR agent = \(agent)) ORDER BY ended_at DESC LIMIT 50
            """
        ) { row in
            DrillRecord(
                agent: try row.get("agent"), pack: try row.get("pack"), topic: try row.get("topic"), turns: try row.get("turns"), score: try row.get("score"), at: try row.get("ended_at"))
        }
    }
}
