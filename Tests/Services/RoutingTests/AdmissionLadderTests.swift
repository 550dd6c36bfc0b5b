import RoutingCore
import Testing
import Vocabulary

struct AdmissionLadderTests {
    private func after(_ seconds: Int) -> Instant { .zero + .seconds(seconds) }

    @Test func eachStepIsTakenOnlyWhileAnswersStayTooSlow() {
        var ladder = AdmissionLadder()
        #expect(ladder.measured(.seconds(2), at: after(0)) == [])
        #expect(ladder.tick(at: after(4)) == [])
        #expect(ladder.tick(at: after(5)) == [.stand(.cachedVoice)])
        #expect(ladder.tick(at: after(10)) == [.stand(.smallerModel)])
        #expect(ladder.tick(at: after(15)) == [.stand(.callBackOffer)])
        #expect(ladder.tick(at: after(20)) == [.stand(.keypadMenu)])
        #expect(ladder.tick(at: after(25)) == [.stand(.refusal)], "last of all")
        #expect(ladder.nextDeadline == nil && ladder.tick(at: after(99)) == [])
    }

    @Test func oneSlowWindowIsNothing() {
        var ladder = AdmissionLadder()
        _ = ladder.measured(.seconds(2), at: after(0))
        #expect(ladder.measured(.milliseconds(1200), at: after(1)) == [])
        #expect(ladder.nextDeadline == nil)
    }

    @Test func theLadderIsClimbedDownSlowlyAndStopsOnceItIsTightAgain() {
        var ladder = AdmissionLadder()
        _ = ladder.measured(.seconds(2), at: after(0))
        _ = ladder.tick(at: after(5))
        _ = ladder.tick(at: after(10))
        _ = ladder.measured(.milliseconds(900), at: after(11))
        #expect(ladder.tick(at: after(40)) == [])
        #expect(ladder.tick(at: after(41)) == [.stand(.cachedVoice)])
        #expect(ladder.measured(.milliseconds(1300), at: after(50)) == [])
        #expect(ladder.tick(at: after(90)) == [] && ladder.step == .cachedVoice, "met, but with nothing to spare")
    }

    @Test func withoutCallsNothingIsGivenUp() {
        var ladder = AdmissionLadder()
        _ = ladder.measured(.seconds(9), at: after(0))
        _ = ladder.tick(at: after(5))
        _ = ladder.measured(nil, at: after(6))
        #expect(ladder.tick(at: after(36)) == [.stand(.normal)])
    }
}
