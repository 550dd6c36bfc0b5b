import Contracts
import RoutingCore
import Testing
import Vocabulary

/// What goes wrong at a desk or on a phone in the middle of an offer, as transcripts on virtual time.
struct OfferTroubleTests {
    private let start = Instant.zero
    private func after(_ milliseconds: Int) -> Instant { start + .milliseconds(milliseconds) }

    private func shown() -> Offer {
        var offer = Offer(revision: 3)
        _ = offer.granted(at: start)
        return offer
    }

    private func ringing() -> Offer {
        var offer = shown()
        _ = offer.acknowledged(revision: 3, at: after(40))
        return offer
    }

    @Test func twoTabsAcknowledgeAndThePhoneRingsOnce() {
        var offer = shown()
        #expect(offer.acknowledged(revision: 3, at: after(40)) == [.tellAcknowledged(revision: 3), .ring])
        #expect(offer.acknowledged(revision: 3, at: after(41)) == [])
        #expect(offer.acknowledged(revision: 4, at: after(42)) == [], "nor when the other tab has got further")
    }

    @Test func theLidIsClosedWhileTheScreenIsAwaited() {
        var offer = shown()
        #expect(offer.showFailed(at: after(300)) == [.withdraw, .release(.notAcknowledged)])
        #expect(offer.tick(at: after(2000)) == [], "the deadline of an offer that is over is nothing")
        #expect(Offer.Reason.notAcknowledged.agentMissedIt, "the next call does not meet the same closed lid")
    }

    @Test func theNetworkIsLostWhileThePhoneRings() {
        var offer = ringing()
        #expect(offer.showFailed(at: after(500)) == [], "the screen has done its part")
        #expect(offer.ringFailed(at: after(900)) == [.withdraw, .release(.unreachable)])
    }

    @Test func twoPickUpAtOnceAndTheFirstHasTheCall() {
        var first = ringing(), second = ringing()
        #expect(first.rang(.connected(leg: "a"), at: after(3000)) == [.confirm(leg: "a")])
        #expect(second.somebodyElseAnswered(at: after(3000)) == [.withdraw, .release(.answeredElsewhere)])
        #expect(second.rang(.connected(leg: "b"), at: after(3001)) == [], "too late")
        #expect(!Offer.Reason.answeredElsewhere.agentMissedIt, "nobody is paused for having been second")
    }

    @Test func theSameAnswerTwiceIsConfirmedOnce() {
        var offer = ringing()
        #expect(offer.rang(.connected(leg: "a"), at: after(3000)) == [.confirm(leg: "a")])
        #expect(offer.rang(.connected(leg: "a"), at: after(3001)) == [], "the gateway's event after its answer")
        #expect(offer.callerLeft(at: after(4000)) == [], "what happens to a call that is talked in is not the offer's")
    }

    @Test func pickedUpInTheMomentInWhichItWasGivenUp() {
        var offer = ringing()
        let ends = offer.nextDeadline ?? start
        #expect(offer.tick(at: ends) == [.withdraw, .release(.noAnswer)])
        #expect(offer.rang(.connected(leg: "a"), at: ends) == [], "the lease is gone: the gateway's event decides by its fence")
    }

    @Test func anAlarmThatComesEarlyOrTwiceChangesNothing() {
        var offer = shown()
        #expect(offer.tick(at: start) == [] && offer.granted(at: after(1)) == [], "an offer is granted once")
        #expect(offer.nextDeadline == after(2000))
    }

    @Test func withoutADeskNothingIsAwaitedAndNothingWithdrawn() {
        var offer = Offer(revision: 3, hasDesk: false)
        #expect(offer.granted(at: start) == [.tellRinging, .ring])
        #expect(offer.acknowledged(revision: 3, at: after(5)) == [])
        #expect(offer.rang(.unreachable, at: after(80)) == [.release(.unreachable)], "a phone that is not registered")
    }
}

/// Clocks of other machines, and skills of nobody.
struct QueueTroubleTests {
    private let noon = Timestamp(microseconds: 1_700_000_000_000_000)
    private func call(_ name: CallID, queued seconds: Int, skills: Set<String> = []) -> WaitingCall {
        WaitingCall(call: name, skills: skills, priority: 0, queuedAt: noon + .seconds(seconds))
    }
    private func agent(_ name: AgentID, skills: [String: Int] = [:], idle seconds: Int = 0) -> IdleAgent {
        IdleAgent(agent: name, skills: skills, idleSince: noon + .seconds(seconds), calls: 0, talked: .zero, rank: 1)
    }

    @Test func aCallQueuedByAClockThatIsAheadHasNotWaitedYetAndIsServed() {
        let ahead = call("ahead", queued: 90)
        #expect(ahead.waited(at: noon) == .zero)
        #expect(Matching.pairs(waiting: [ahead], idle: [agent("li", idle: 60)], rules: QueueRules(), at: noon) == [.init(call: "ahead", agent: "li")])
    }

    @Test func aSkillNobodyHasHoldsUpNobodyElse() {
        let waiting = [call("manchu", queued: -60, skills: ["manchu"]), call("plain", queued: -30)]
        #expect(Matching.pairs(waiting: waiting, idle: [agent("li", skills: ["english": 9])], rules: QueueRules(), at: noon) == [.init(call: "plain", agent: "li")])
    }

    @Test func withoutPeopleThereAreNoPairsAndNoEstimate() {
        #expect(Matching.pairs(waiting: [call("one", queued: 0)], idle: [], rules: QueueRules(), at: noon) == [])
        #expect(WaitEstimate.wait(position: 1, agents: 0, service: ServiceTime()) == nil)
    }
}
