import Contracts
import RoutingCore
import Testing
import Vocabulary

/// One offer, as a transcript on virtual time.
struct OfferTests {
    private let start = Instant.zero
    private func after(_ milliseconds: Int) -> Instant { start + .milliseconds(milliseconds) }

    @Test func theScreenShowsBeforeThePhoneRings() {
        var offer = Offer(revision: 7)
        #expect(offer.granted(at: start) == [.show])
        #expect(offer.acknowledged(revision: 7, at: after(40)) == [.tellAcknowledged(revision: 7), .ring])
        #expect(offer.rang(.connected(leg: "leg"), at: after(4000)) == [.confirm(leg: "leg")])
        #expect(offer.nextDeadline == nil)
    }

    @Test func anOlderRevisionIsNoAcknowledgement() {
        var offer = Offer(revision: 7)
        _ = offer.granted(at: start)
        #expect(offer.acknowledged(revision: 6, at: after(40)) == [])
        #expect(offer.acknowledged(revision: 8, at: after(60)) == [.tellAcknowledged(revision: 8), .ring])
    }

    @Test func withoutAcknowledgementTheLeaseIsRevokedAfterTwoSeconds() {
        var offer = Offer(revision: 1)
        _ = offer.granted(at: start)
        #expect(offer.nextDeadline == after(2000))
        #expect(offer.tick(at: after(1999)) == [])
        #expect(offer.tick(at: after(2000)) == [.withdraw, .release(.notAcknowledged)])
        #expect(offer.acknowledged(revision: 1, at: after(2001)) == [], "too late: somebody else is being asked")
    }

    @Test(arguments: [(ConnectAgent.Answer.noAnswer, Offer.Reason.noAnswer), (.busy, .busy), (.unreachable, .unreachable), (.callerGone, .callerGone)])
    func aPhoneThatDoesNotAnswerGivesTheCallBack(answer: ConnectAgent.Answer, reason: Offer.Reason) {
        var offer = Offer(revision: 1)
        _ = offer.granted(at: start)
        _ = offer.acknowledged(revision: 1, at: after(30))
        #expect(offer.rang(answer, at: after(900)) == [.withdraw, .release(reason)])
    }

    @Test func aGatewayThatNeverSaysAnythingIsNotWaitedForForEver() {
        var offer = Offer(revision: 1)
        _ = offer.granted(at: start)
        _ = offer.acknowledged(revision: 1, at: after(30))
        #expect(offer.nextDeadline == after(21_030))
        #expect(offer.tick(at: after(21_030)) == [.withdraw, .release(.noAnswer)])
    }

    @Test func aCallerWhoHangsUpEndsTheOfferAtEachStep() {
        for steps in 0...2 {
            var offer = Offer(revision: 1)
            if steps > 0 { _ = offer.granted(at: start) }
            if steps > 1 { _ = offer.acknowledged(revision: 1, at: after(30)) }
            #expect(offer.callerLeft(at: after(50)) == [.withdraw, .release(.callerGone)])
            #expect(offer.callerLeft(at: after(60)) == [], "once")
            #expect(offer.rang(.connected(leg: "leg"), at: after(70)) == [], "two answers to one offer: the second has no effect")
        }
    }
}
