import Contracts
import Foundation
import RoutingCore
import TestKit
import Testing
import Vocabulary

/// A queue served by `Matching` on Poisson arrivals and exponential service times is an M/M/n queue: its waiting times
/// must be what Erlang found (A. K. Erlang, 1917).
struct ErlangTests {
    @Test(arguments: [(2, 0.6), (5, 0.8), (12, 0.85)], [UInt64(1), 2])
    func waitingTimesAgreeWithErlangC(_ agents: (count: Int, load: Double), seed: UInt64) {
        let service = 180.0, offered = Double(agents.count) * agents.load
        var run = QueueRun(agents: agents.count, meanService: service, meanArrival: service / offered, seed: seed)
        let simulated = run.batches(40, of: 1500)
        let waiting = Self.erlangC(agents.count, offered)
        let expected = [waiting, waiting * service / (Double(agents.count) - offered)]
        for (name, values, truth) in [("share that waits", simulated.map(\.share), expected[0]), ("mean wait", simulated.map(\.mean), expected[1])] {
            let mean = values.reduce(0, +) / Double(values.count)
            let deviation = (values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count - 1)).squareRoot()
            // Student's t at 39 degrees of freedom, two-sided 99.9 %: 3.56.
            let bound = 3.56 * deviation / Double(values.count).squareRoot()
            #expect(abs(mean - truth) <= bound, "seed \(seed), \(agents.count) agents at \(agents.load): \(name) \(mean), Erlang C \(truth), bound \(bound)")
        }
    }

    /// The share of callers who wait, for `offered` erlangs on n agents.
    static func erlangC(_ agents: Int, _ offered: Double) -> Double {
        var blocked = 1.0  // Erlang B by its recursion
        for number in 1...agents { blocked = offered * blocked / (Double(number) + offered * blocked) }
        let load = offered / Double(agents)
        return blocked / (1 - load * (1 - blocked))
    }
}

/// The queue alone, from event to event.
private struct QueueRun {
    struct Batch {
        var share: Double
        var mean: Double
    }

    let meanService: Double
    let meanArrival: Double
    var random: SeededRandom
    private var now = 0.0
    private var nextArrival = 0.0
    private var idle: [IdleAgent]
    private var busy: [(until: Double, agent: AgentID)] = []
    private var waiting: [WaitingCall] = []
    private var arrived = 0

    init(agents: Int, meanService: Double, meanArrival: Double, seed: UInt64) {
        (self.meanService, self.meanArrival) = (meanService, meanArrival)
        random = SeededRandom(seed: seed)
        idle = (1...agents).map { IdleAgent(agent: AgentID("a\($0)"), skills: [:], idleSince: Timestamp(microseconds: 0), rank: $0) }
    }

    private mutating func exponential(_ mean: Double) -> Double { -mean * log(1 - Double.random(in: 0..<1, using: &random)) }
    private var timestamp: Timestamp { Timestamp(microseconds: Int64(now * 1e6)) }

    /// Batches of served calls after a warm-up of one batch: means of long batches are nearly independent.
    mutating func batches(_ count: Int, of size: Int) -> [Batch] {
        _ = waits(size)
        return (0..<count).map { _ in
            let waits = waits(size)
            return Batch(share: Double(waits.filter { $0 > 0 }.count) / Double(size), mean: waits.reduce(0, +) / Double(size))
        }
    }

    private mutating func waits(_ count: Int) -> [Double] {
        var waits: [Double] = []
        while waits.count < count { waits += step() }
        return Array(waits.prefix(count))
    }

    private mutating func step() -> [Double] {
        if let next = busy.indices.min(by: { busy[$0].until < busy[$1].until }), busy[next].until < nextArrival {
            let (until, agent) = busy.remove(at: next)
            now = until
            idle.append(IdleAgent(agent: agent, skills: [:], idleSince: timestamp))
        } else {
            now = nextArrival
            nextArrival = now + exponential(meanArrival)
            arrived += 1
            waiting.append(WaitingCall(call: CallID("c\(arrived)"), skills: [], priority: 0, queuedAt: timestamp))
        }
        return serve()
    }

    private mutating func serve() -> [Double] {
        guard !idle.isEmpty, !waiting.isEmpty else { return [] }
        return Matching.pairs(waiting: waiting, idle: idle, rules: QueueRules(), at: timestamp).compactMap { pair in
            idle.removeAll { $0.agent == pair.agent }
            busy.append((now + exponential(meanService), pair.agent))
            guard let index = waiting.firstIndex(where: { $0.call == pair.call }) else { return nil }
            return waiting.remove(at: index).waited(at: timestamp).milliseconds / 1000
        }
    }
}
