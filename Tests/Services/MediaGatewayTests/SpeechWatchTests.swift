import MediaGatewayCore
import Testing
import TestKit
import Vocabulary

@Suite struct SpeechWatchTests {
    let speech: InstanceID = "speech-1"
    func at(_ milliseconds: Int) -> Instant { .zero + .milliseconds(milliseconds) }

    @Test func anInstanceThatStopsAnsweringIsSilentAfterHalfASecond() {
        var watch = SpeechWatch()
        watch.callBegan(with: speech, at: at(0))
        #expect(watch.tick(at: at(0)) == [.check(speech)])
        watch.answered(speech, at: at(5))
        #expect(watch.tick(at: at(100)) == [.check(speech)])
        for time in [200, 300, 400, 500] { #expect(watch.tick(at: at(time)) == [.check(speech)]) }
        #expect(watch.nextDeadline == at(600))
        #expect(watch.tick(at: at(600)) == [.silent(speech), .check(speech)])
    }

    @Test func anInstanceThatNeverAnswersChecksIsNotJudgedByThem() {
        var watch = SpeechWatch()
        watch.callBegan(with: speech, at: at(0))
        for time in stride(from: 0, to: 5000, by: 100) { #expect(watch.tick(at: at(time)) == [.check(speech)]) }
        #expect(watch.unreachable(speech) == [.silent(speech)])
    }

    @Test func nobodyIsCheckedWithoutACall() {
        var watch = SpeechWatch()
        watch.callBegan(with: speech, at: at(0))
        watch.callBegan(with: speech, at: at(0))
        watch.callEnded(with: speech)
        #expect(watch.nextDeadline != nil)
        watch.callEnded(with: speech)
        #expect(watch.nextDeadline == nil && watch.unreachable(speech) == [])
    }
}

@Suite struct DeadlinesTests {
    @Test(arguments: UInt64(1)...50)
    func theEarliestComesFirstWhateverChanged(seed: UInt64) {
        var random = SeededNumbers(seed)
        var deadlines = Deadlines<Int>(), known: [Int: Instant] = [:]
        for _ in 0..<300 {
            let name = random.below(20)
            let deadline = random.below(4) == 0 ? nil : Instant(nanoseconds: Int64(random.below(1000)))
            deadlines.set(name, deadline)
            known[name] = deadline
            #expect(deadlines.next() == known.values.min(), "seed \(seed)")
            if random.below(5) == 0, let due = known.values.min() {
                let popped = deadlines.popDue(at: due)
                #expect(popped.flatMap { known[$0] } == due, "seed \(seed)")
                if let popped { known[popped] = nil }
            }
        }
        #expect(deadlines.popDue(at: Instant(nanoseconds: -1)) == nil)
    }

    @Test func diagnosticNumbersAreThePlansAlone() {
        let plan = DialPlan(echo: ["9196"], play: ["9197"])
        #expect(plan.diagnostic(of: "9196") == .echo && plan.diagnostic(of: "9197") == .play && plan.diagnostic(of: "4001") == nil)
    }
}
