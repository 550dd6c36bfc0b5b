import AgentAssistCore
import Bus
import Contracts
import Logging
import Vocabulary

/// What is kept of a pack, and when it is asked for again.
struct KnownPack: Sendable {
    var index: GuideIndex?
    var askedAt: Instant
}

/// The packs of the calls: scripts, articles and rules. A call is never kept waiting for them.
extension Desk {
    /// A pack is asked for again after so long, because its files may have changed, and sooner when nobody answered.
    private static let packLife = Duration.seconds(300), packAgain = Duration.seconds(5)

    func guideIndex(of context: CallContext) -> GuideIndex? { context.packName.flatMap { packs[$0]?.index } }

    /// Asks a speech instance for the call's pack unless it is known.
    func findPack(of call: CallID) {
        guard let name = table[call]?.packName else { return }
        Task { await self.pack(name) }
    }

    /// - Returns: what is known of a pack, asked for if need be; nil when nobody can say.
    public func pack(_ name: PackName) async -> PackGuide? {
        let known = packs[name], life = known?.index == nil ? Self.packAgain : Self.packLife
        if let known, platform.time.instant() < known.askedAt + life { return known.index?.guide }
        packs[name] = KnownPack(index: known?.index, askedAt: platform.time.instant())
        do {
            let guide = try await platform.bus.ask(DescribePack(pack: name), of: nil)
            if guide != packs[name]?.index?.guide { packs[name]?.index = GuideIndex(guide) }
            for call in pages.values.flatMap(\.calls) where table[call]?.packName == name { refresh(call) }
        } catch {
            platform.log.notice("a pack could not be had from speech-intent; its scripts and rules are missing on the desk", metadata: ["pack": "\(name)", "error": "\(error)"])
        }
        return packs[name]?.index?.guide
    }

    /// The day where the agents work: China has one time zone, eight hours east of UTC.
    nonisolated var today: String { String((platform.time.timestamp() + .seconds(8 * 3600)).iso8601.prefix(10)) }
}

extension CallContext {
    var packName: PackName? { conversation?.pack ?? pack }
}
