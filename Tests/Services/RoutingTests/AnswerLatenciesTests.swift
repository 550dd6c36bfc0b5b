import RoutingCore
import Testing
import Vocabulary

struct AnswerLatenciesTests {
    private func after(_ seconds: Int) -> Instant { .zero + .seconds(seconds) }

    @Test func theSlowestOfTwentyIsTheirNinetyFifthButOne() {
        var latencies = AnswerLatencies()
        for index in 1...20 { latencies.answered(after: .milliseconds(index * 100), at: after(1)) }
        #expect(latencies.percentile95(at: after(1)) == .milliseconds(1900))
    }

    @Test func aFewAnswersSayNothing() {
        var latencies = AnswerLatencies()
        for _ in 1..<AnswerLatencies.fewest { latencies.answered(after: .seconds(9), at: after(1)) }
        #expect(latencies.percentile95(at: after(1)) == nil)
        latencies.answered(after: .seconds(9), at: after(1))
        #expect(latencies.percentile95(at: after(1)) == .seconds(9))
    }

    @Test func whatIsLongAgoIsForgotten() {
        var latencies = AnswerLatencies()
        for _ in 0..<30 { latencies.answered(after: .seconds(9), at: after(1)) }
        for _ in 0..<30 { latencies.answered(after: .seconds(1), at: after(20)) }
        #expect(latencies.percentile95(at: after(20)) == .seconds(9))
        #expect(latencies.percentile95(at: after(31)) == .seconds(1))
        #expect(latencies.percentile95(at: after(50)) == nil)
    }

    @Test func noMoreAreKeptThanAreNeeded() {
        var latencies = AnswerLatencies()
        for _ in 0..<AnswerLatencies.most { latencies.answered(after: .seconds(9), at: after(1)) }
        for _ in 0..<AnswerLatencies.most { latencies.answered(after: .seconds(1), at: after(2)) }
        #expect(latencies.percentile95(at: after(2)) == .seconds(1), "and a latency from a clock gone wrong is none")
        latencies.answered(after: .seconds(-5), at: after(2))
        #expect(latencies.percentile95(at: after(2)) == .seconds(1))
    }

    /// From what callers wait to what the next one gets, on one clock.
    @Test func slowAnswersLeadToTheLadderAndNobodyCallingLeadsOffIt() {
        var latencies = AnswerLatencies(), ladder = AdmissionLadder(), steps: [AdmissionLadder.Step] = []
        for second in 0..<240 {
            if second < 40 { for _ in 0..<5 { latencies.answered(after: .seconds(4), at: after(second)) } }
            _ = ladder.measured(latencies.percentile95(at: after(second)), at: after(second))
            if steps.last != ladder.step { steps.append(ladder.step) }
        }
        #expect(steps == [.normal, .cachedVoice, .smallerModel, .callBackOffer, .keypadMenu, .refusal, .keypadMenu, .callBackOffer, .smallerModel, .cachedVoice, .normal])
    }
}
