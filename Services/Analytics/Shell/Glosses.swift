import Bus
import Contracts
import Logging
import Runtime
import Store
import Vocabulary

/// What intents are called by people: 全屋不热 for `not_hot_home`. Asked of speech-intent and kept; an intent whose pack nobody
/// describes is shown by its name.
public actor Glosses {
    private struct Known {
        var glosses: [String: String]
        var askedAt: Instant
    }

    /// A pack is asked for again after so long, and sooner when nobody answered.
    private static let life = Duration.seconds(300), again = Duration.seconds(10)
    private let platform: Platform
    private var known: [PackName: Known] = [:]

    public init(platform: Platform) { self.platform = platform }

    /// - Returns: by pack and intent.
    public func all(of tenant: TenantID?) async throws -> [String: [String: String]] {
        let packs = try await platform.database.query(
            "SELECT DISTINCT pack FROM call_record WHERE pack IS NOT NULL AND (tenant = \(tenant) OR \(tenant)::text IS NULL) ORDER BY pack LIMIT 50"
        ) { PackName(try $0.get("pack")) }
        for pack in packs { await ask(pack) }
        return Dictionary(packs.map { ($0.value, known[$0]?.glosses ?? [:]) }) { first, _ in first }
    }

    private func ask(_ pack: PackName) async {
        let before = known[pack], now = platform.time.instant()
        if let before, now < before.askedAt + (before.glosses.isEmpty ? Self.again : Self.life) { return }
        known[pack] = Known(glosses: before?.glosses ?? [:], askedAt: now)
        do {
            let guide = try await platform.bus.ask(DescribePack(pack: pack), of: nil)
            known[pack]?.glosses = Dictionary(guide.topics.map { ($0.intent, $0.gloss) }) { first, _ in first }
        } catch {
            platform.log.notice("speech-intent did not say what a pack's intents are called", metadata: ["pack": "\(pack)", "error": "\(error)"])
        }
    }
}
