import AgentAssistCore
import Bus
import Contracts
import Logging
import Security
import Vocabulary

/// What changes slowly on a wall, kept for a while: Routing and the database are not asked anew for every look.
struct Roster: Sendable {
    var plans: [ListPlans.QueueState] = []
    var plansUntil = Instant.zero
    var names: [AgentID: Masked<String>] = [:]
    var namesUntil = Instant.zero
}

extension Desk {
    private static let plansLife = Duration.milliseconds(900), namesLife = Duration.seconds(60)

    /// The tenant's wall as it is now.
    /// - Throws: `RequestFailure` when Routing has never answered, `StoreError` while the database is away.
    public func wall(of tenant: TenantID) async throws -> TeamWall {
        try await refreshRoster()
        let team = try? await platform.bus.ask(DescribeTeam(tenant: tenant), of: nil)
        let pauses = try await Days(platform: platform).pauses(of: tenant), now = platform.time.timestamp()
        let talks = table.all.filter { $0.tenant == tenant }.compactMap { context in
            context.talk(gloss: context.intent.flatMap { guideIndex(of: context)?.gloss(of: $0.name) })
        }
        return TeamWall(
            of: TeamWall.Sources(
                plans: roster.plans.filter { $0.plan.tenant == tenant }, team: team, names: roster.names, pauses: pauses, since: presence.compactMapValues(\.since), calls: talks,
                service: record.service(of: tenant, within: settings.objectives.servedWithin, at: now)), against: settings.objectives, at: now)
    }

    private func refreshRoster() async throws {
        let now = platform.time.instant()
        if now >= roster.plansUntil {
            roster.plansUntil = now + Self.plansLife
            do { roster.plans = try await platform.bus.ask(ListPlans(), of: nil).queues } catch {
                platform.log.notice("routing did not say who waits; the wall shows what it said last", metadata: ["error": "\(error)"])
            }
        }
        if now >= roster.namesUntil {
            roster.namesUntil = now + Self.namesLife
            let people = try await People(platform.database, platform.sealer).all()
            roster.names = Dictionary(people.map { ($0.id, $0.name) }) { first, _ in first }
        }
    }
}
