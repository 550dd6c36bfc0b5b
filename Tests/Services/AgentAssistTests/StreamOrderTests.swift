import AgentAssistCore
import Contracts
import TestKit
import Testing
import Vocabulary

struct StreamOrderTests {
    private let stream = StreamName(of: Told.call.value, in: .speechIntent)

    private func event(_ seq: Int64) -> Envelope {
        var told = Told()
        told.heard("\(seq)", revision: Int(seq))
        var envelope = told.envelopes[0]
        envelope.seq = seq
        return envelope
    }

    @Test func letsThroughInOrderAndOnlyOnce() {
        var order = StreamOrder()
        _ = order.reached([stream: 4], at: .zero)
        #expect(order.announced(event(4), at: .zero) == [])
        #expect(order.announced(event(5), at: .zero) == [.apply(event(5))])
        #expect(order.announced(event(5), at: .zero) == [])
        #expect(order.nextDeadline == nil)
    }

    @Test func waitsForAnOvertakenMessage() {
        var order = StreamOrder()
        _ = order.reached([stream: 0], at: .zero)
        #expect(order.announced(event(2), at: .zero) == [])
        #expect(order.announced(event(1), at: .zero + .milliseconds(3)) == [.apply(event(1)), .apply(event(2))])
        #expect(order.nextDeadline == nil)
    }

    @Test func asksTheLogForWhatWasLost() {
        var order = StreamOrder()
        _ = order.reached([stream: 0], at: .zero)
        #expect(order.announced(event(3), at: .zero) == [])
        #expect(order.tick(at: .zero + .milliseconds(19)) == [])
        #expect(order.tick(at: .zero + .milliseconds(20)) == [.fill(stream, after: 0)])
        #expect(order.filled(stream, [event(1), event(2)], at: .zero + .milliseconds(22)) == [.apply(event(1)), .apply(event(2)), .apply(event(3))])
        #expect(order.nextDeadline == nil)
    }

    @Test func asksAgainEachSecondWhileTheLogIsAway() {
        var order = StreamOrder()
        _ = order.reached([stream: 0], at: .zero)
        #expect(order.reached([stream: 1], at: .zero) == [])
        #expect(order.tick(at: .zero + .milliseconds(20)) == [.fill(stream, after: 0)])
        #expect(order.filled(stream, [], at: .zero + .milliseconds(30)) == [])
        #expect(order.tick(at: .zero + .milliseconds(1000)) == [])
        #expect(order.tick(at: .zero + .milliseconds(1030)) == [.fill(stream, after: 0)])
    }

    @Test(arguments: 0..<100) func everyEventComesOnceAndInOrder(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed)), order = StreamOrder(), now = Instant.zero, seen: [Int64] = []
        _ = order.reached([stream: 0], at: .zero)
        func take(_ effects: [StreamOrder.Effect]) {
            for case .apply(let envelope) in effects { seen.append(envelope.seq) }
            for case .fill(let name, let after) in effects { take(order.filled(name, (after + 1...400).prefix(50).map(event), at: now)) }
        }
        for seq in (1...400).shuffled(using: &random).filter({ _ in Int.random(in: 0..<10, using: &random) > 0 }) {
            now = now + .milliseconds(1)
            take(order.announced(event(Int64(seq)), at: now))
            take(order.tick(at: now))
        }
        take(order.reached([stream: 400], at: now))
        while let deadline = order.nextDeadline { now = deadline; take(order.tick(at: now)) }
        #expect(seen == Array(1...400), "seed \(seed)")
    }
}
