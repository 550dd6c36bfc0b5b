import Contracts
import Foundation
import Synchronization
import TestKit
import Testing
import Vocabulary

/// Decision → the screen has acknowledged, in real browsers, at 200 hand-overs a minute to ten agents with a desk each. Prints,
/// asserts nothing about time; `HOTLINE_BENCH=1` runs it for a minute.
@Suite(FreshDatabase(), .serialized, .enabled(if: ProcessInfo.processInfo.environment["HOTLINE_BENCH"] != nil, "HOTLINE_BENCH=1 runs it"))
struct HandOverFigures {
    private static let agents = 10, handOvers = 200, interval = Duration.milliseconds(300)

    @Test func decisionToScreenAtTwoHundredAMinute() async throws {
        try await DeskWorld.run { world in
            world.guide.withLock { $0 = DeskWorld.heating }
            try await Browser.run { browser in
                let agents = (0..<Self.agents).map { AgentID("agent\($0)") }
                for agent in agents {
                    try await world.people.put(.init(id: agent, tenant: DeskWorld.tenant, name: Masked("坐席"), roles: [.agent]), password: Masked(DeskWorld.password))
                    _ = try await browser.signIn(agent.value, at: world, apart: true)
                }
                try await world.until("all desks are open") { try await HTTP.get("/metrics", port: world.port).body.contains("hotline_desk_pages \(Self.agents)") }
                try await Task.sleep(for: .seconds(2))
                let times = try await handOver(world, agents)
                let sorted = times.sorted()
                func quantile(_ share: Double) -> String { String(format: "%.1f", sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]) }
                print(
                    "decision → acknowledged in Chromium, \(sorted.count) hand-overs at 200 a minute, \(Self.agents) desks: p50 \(quantile(0.5)) ms, p95 \(quantile(0.95)) ms, p99 \(quantile(0.99)) ms, worst \(quantile(1)) ms; load \(Self.load)"
                )
                #expect(sorted.count == Self.handOvers, "every hand-over was acknowledged")
            }
        }
    }

    private func handOver(_ world: DeskWorld, _ agents: [AgentID]) async throws -> [Double] {
        let start = ContinuousClock.now
        return try await withThrowingTaskGroup(of: Double.self) { group in
            for number in 0..<Self.handOvers {
                group.addTask {
                    try await Task.sleep(until: start + Self.interval * number, clock: .continuous)
                    let agent = agents[number % agents.count], call = CallID("01FIGURE\(number)")
                    var decided = ContinuousClock.now
                    let revision = try await world.angryCall(call) { decided = .now }
                    _ = try await world.show(call, revision: revision, fence: Int64(number + 1), agent: agent)
                    let took = (ContinuousClock.now - decided).milliseconds
                    try await world.say(CallEnded(call: call, cause: .callerHungUp, talked: 1, received: 1, lost: 0), by: .mediaGateway)
                    return took
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private static var load: String { (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8))?.split(separator: " ").first.map(String.init) ?? "?" }
}
