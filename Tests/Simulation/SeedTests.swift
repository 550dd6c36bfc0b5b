import Foundation
import Testing
import Vocabulary

/// Hundreds of small worlds, each different, none of which may break a promise. `HOTLINE_SEEDS` says how many, `HOTLINE_FIRST_SEED` where they
/// begin, so that a long proof can be split into runs that do not repeat each other.
@Suite struct SeedTests {
    static let first = number("HOTLINE_FIRST_SEED") ?? 1
    static let seeds = number("HOTLINE_SEEDS") ?? 200

    private static func number(_ variable: String) -> UInt64? {
        ProcessInfo.processInfo.environment[variable].flatMap { UInt64($0) }
    }

    @Test func noSeedBreaksAPromise() {
        for seed in (0..<max(1, Self.seeds)).map({ Self.first &+ $0 }) {
            let violations = Self.play(seed)
            #expect(violations.isEmpty, "seed \(seed): \(violations.joined(separator: "; "))")
        }
    }

    /// Three calls with wishes of any kind, two people of any habit, and in every other world something that dies.
    static func play(_ seed: UInt64) -> [String] {
        let world = World(seed: seed)
        for name in ["li.na", "wang.fang"] as [AgentID] {
            world.hire(name, Agent.Habits(looks: !world.chance(0.15), picksUp: !world.chance(0.15), hangsUpFirst: world.chance(0.7)))
        }
        for index in 0..<3 {
            let wish = Caller.Wish.allCases.randomElement(using: &world.random) ?? .question
            world.dial(wish, gateway: index % 2, after: world.some(0...15_000), hangsUpAfter: world.chance(0.25) ? world.some(50...40_000) : nil)
        }
        for victim in ["speech-1", "speech-2", "gateway-1", "routing-1"] as [InstanceID] where world.chance(0.2) {
            world.after(world.some(1000...50_000)) { world.kill(victim) }
        }
        world.runToTheEnd()
        return world.book.close()
    }
}
