import Contracts
@testable import Runtime
import Testing
import TestKit
import Vocabulary

/// One stream as a consumer group sees it: announced messages, the log, and a database that may be away.
struct StreamFollowerTests {
    private static let patience = Duration.milliseconds(20)
    private let start = Instant.zero

    private func event(_ seq: Int64) -> Envelope {
        Envelope(
            id: EventID("e\(seq)"), source: "routing-a", type: "t", subject: "s", time: Timestamp(microseconds: 0), tenant: "t",
            stream: StreamName(service: .routing, shard: 0), seq: seq, causation: nil, trace: TraceParent(""), data: [])
    }
    private func events(_ numbers: ClosedRange<Int64>) -> [Envelope] { numbers.map(event) }
    private func follower(at cursor: Int64 = 0) -> StreamFollower { StreamFollower(cursor: cursor, patience: Self.patience) }

    @Test("in order: handled as they come") func inOrder() {
        var follower = follower()
        #expect(follower.next(at: start) == .wait(until: nil))
        follower.announced(event(1))
        #expect(follower.next(at: start) == .handle(events(1...1)))
        follower.handled(upTo: 1)
        #expect(follower.next(at: start) == .wait(until: nil))
    }

    @Test("overtaken: waits a moment for the message, and never asks the log when it comes") func overtaken() {
        var follower = follower()
        follower.announced(event(2))
        #expect(follower.next(at: start) == .wait(until: start + Self.patience))
        follower.announced(event(1))
        #expect(follower.next(at: start + .milliseconds(5)) == .handle(events(1...2)))
    }

    @Test("lost: after the moment the log is read") func lost() {
        var follower = follower(at: 4)
        follower.announced(event(7))
        #expect(follower.next(at: start) == .wait(until: start + Self.patience))
        #expect(follower.next(at: start + Self.patience) == .fetch(after: 4))
        follower.fetched(events(5...7))
        #expect(follower.next(at: start + Self.patience) == .handle(events(5...7)))
    }

    @Test("the last message lost: the head shows it") func head() {
        var follower = follower(at: 4)
        follower.headSeen(5)
        #expect(follower.next(at: start) == .wait(until: start + Self.patience))
        #expect(follower.next(at: start + .milliseconds(30)) == .fetch(after: 4))
    }

    @Test("far behind: page after page, without waiting between") func behind() {
        var follower = follower()
        follower.headSeen(1200)
        _ = follower.next(at: start)
        var now = start + Self.patience, handled: [Int64] = []
        while handled.count < 1200 {
            switch follower.next(at: now) {
            case .fetch(let seq): follower.fetched(events((seq + 1)...min(seq + Int64(StreamFollower.page), 1200)))
            case .handle(let run):
                handled += run.map(\.seq)
                follower.handled(upTo: run.last?.seq ?? 0)
            case .wait(let until): now = until ?? now
            }
        }
        #expect(handled == Array(1...1200))
        #expect(now <= start + Self.patience * 2)
    }

    @Test("what the log no longer has is passed over") func retention() {
        var follower = follower()
        follower.headSeen(90)
        _ = follower.next(at: start)
        #expect(follower.next(at: start + Self.patience) == .fetch(after: 0))
        follower.fetched(events(80...90))
        #expect(follower.next(at: start + Self.patience) == .handle(events(80...90)))
        follower.handled(upTo: 90)
        #expect(follower.next(at: start + Self.patience) == .wait(until: nil))
    }

    @Test("paused: nothing until then") func paused() {
        var follower = follower()
        follower.announced(event(1))
        follower.paused(until: start + .seconds(1))
        #expect(follower.next(at: start) == .wait(until: start + .seconds(1)))
        #expect(follower.next(at: start + .seconds(1)) == .handle(events(1...1)))
    }

    @Test("any order, any loss, any repetition: every event once, in order", arguments: 0..<40) func seeded(seed: UInt64) {
        var random = SeededRandom(seed: seed), follower = follower(), handled: [Int64] = [], now = start
        let total: Int64 = 300
        var inFlight = (events(1...total) + events(1...total)).filter { _ in Int.random(in: 0..<10, using: &random) < 7 }
        for index in inFlight.indices { inFlight.swapAt(index, max(0, index - Int.random(in: 0..<12, using: &random))) }
        var rest = inFlight[...], turns = 0
        while handled.count < total, turns < 100_000 {
            turns += 1
            if let next = rest.popFirst() { follower.announced(next) } else { follower.headSeen(total) }
            switch follower.next(at: now) {
            case .handle(let run):
                handled += run.map(\.seq)
                follower.handled(upTo: run.last?.seq ?? 0)
            case .fetch(let seq): follower.fetched(events((seq + 1)...min(seq + 7, total)))
            case .wait: now = now + .milliseconds(Int.random(in: 1...15, using: &random))
            }
        }
        #expect(handled == Array(1...total), "seed \(seed)")
    }
}
