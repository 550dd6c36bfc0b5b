import Contracts
@testable import MediaGatewayCore
import Testing
import Vocabulary

/// Calls that an agent places, as transcripts on virtual time: what each step's failure leaves behind.
@Suite struct PlacingTests {
    func at(_ milliseconds: Int) -> Instant { .zero + .milliseconds(milliseconds) }

    /// The agent's phone rings.
    func ringing() -> Call {
        var call = Call(diagnostic: nil, hasNumber: true, policy: CallPolicy(), at: .zero)
        let effects = call.placingRequested("li", phone: "1001", fence: 7, agentRing: .seconds(20), customerRing: .seconds(40), at: .zero)
        #expect(effects == [.ringAgent(phone: "1001")] && call.nextDeadline == at(20_000) && call.isPlacing)
        return call
    }

    /// The agent has picked up after 3 s and hears that it rings.
    func dialling() -> Call {
        var call = ringing()
        #expect(call.agentAnswered("leg", at: at(3000)) == [.placing(.progress(true)), .placing(.dial)])
        #expect(call.nextDeadline == at(43_000))
        return call
    }

    /// The customer has answered 5 s later.
    func talking() -> Call {
        var call = dialling()
        let effects = call.customerAnswered(at: at(8000))
        #expect(
            effects == [
                .placing(.progress(false)), .bridge, .started(tenant: nil, treatment: "placed"), .agentConnected("li", fence: 7),
                .placing(.answer(.talking, rang: .seconds(5))),
            ])
        return call
    }

    /// The last effects of one that came to nothing: no fact of a call, and no leg left.
    func nothing(_ outcome: PlacedOutcome, rang: Duration?) -> [CallEffect] { [.placing(.answer(outcome, rang: rang)), .ended(.rejected, talked: .zero), .over] }

    // MARK: The agent

    @Test func anAgentWhoDoesNotPickUpIsRungNoMoreAndNobodyIsDialled() {
        var call = ringing()
        #expect(call.tick(at: at(19_999)) == [])
        #expect(call.tick(at: at(20_000)) == [.hangUpAgent] + nothing(.agentNoAnswer, rang: nil))
        #expect(call.isOver && call.nextDeadline == nil && call.agentAnswered("late", at: at(20_100)) == [.hangUpAgent])
    }

    @Test(arguments: [(ConnectOutcome.busy, PlacedOutcome.agentBusy), (.noAnswer, .agentNoAnswer), (.unreachable, .agentUnreachable)])
    func anAgentsPhoneThatRefusesEndsIt(outcome: ConnectOutcome, placed: PlacedOutcome) {
        var call = ringing()
        #expect(call.agentFailed(outcome, at: at(100)) == nothing(placed, rang: nil))
    }

    @Test func anAgentWhoHangsUpWhileTheCustomerRingsTakesTheRingingBack() {
        var call = dialling()
        #expect(call.agentLeft(at: at(6000)) == [.hangUpCaller] + nothing(.agentHungUp, rang: .seconds(3)))
        // The customer's 200 has crossed our CANCEL: the endpoint says BYE, and nothing follows here.
        #expect(call.customerAnswered(at: at(6010)) == [] && call.customerFailed(.noAnswer, at: at(6020)) == [])
    }

    @Test func aCustomerWhoAnswersAsTheAgentHangsUpHearsBYE() {
        var call = talking()
        let effects = call.agentLeft(at: at(8001))
        #expect(effects.contains(.hangUpCaller) && effects.contains(.ended(.agentHungUp, talked: .milliseconds(1))) && !effects.contains(.hangUpAgent))
    }

    // MARK: The customer

    @Test(arguments: [PlacedOutcome.busy, .refused, .noAnswer, .unknownNumber, .unreachable])
    func aCustomerWhoIsNotReachedEndsTheAgentsLeg(outcome: PlacedOutcome) {
        var call = dialling()
        #expect(call.customerFailed(outcome, at: at(4000)) == [.hangUpAgent] + nothing(outcome, rang: .seconds(1)))
    }

    @Test func aCustomerWhoNeverAnswersIsRungNoLongerThanAsked() {
        var call = dialling()
        #expect(call.customerRang(hasSound: false, at: at(4000)) == [])
        #expect(call.tick(at: at(43_000)) == [.hangUpAgent, .hangUpCaller] + nothing(.noAnswer, rang: .seconds(40)))
    }

    @Test func whatTheNetworkPlaysIsHeardInPlaceOfOurTone() {
        var call = dialling()
        #expect(call.customerRang(hasSound: true, at: at(4000)) == [.placing(.progress(false)), .bridge])
        #expect(call.customerRang(hasSound: true, at: at(4500)) == [])
        // An announcement may be followed by silence: nobody has vanished.
        #expect(call.mediaTimedOut(.caller, at: at(40_000)) == [] && call.nextDeadline == at(43_000))
        #expect(call.customerFailed(.unknownNumber, at: at(41_000)).last == .over)
    }

    @Test func anAnswerThatComesTwiceOrTooEarlyChangesNothing() {
        var early = ringing()
        #expect(early.customerAnswered(at: at(10)) == [] && early.customerRang(hasSound: true, at: at(10)) == [])
        var call = talking()
        #expect(call.customerAnswered(at: at(8010)) == [] && call.customerRang(hasSound: true, at: at(8020)) == [])
    }

    // MARK: Others

    @Test func aDrainOrAnOperatorEndsIt() {
        var agentRings = ringing()
        #expect(agentRings.endRequested(.drained, at: at(500)) == [.hangUpAgent] + nothing(.ended, rang: nil))
        var customerRings = dialling()
        #expect(customerRings.endRequested(.operatorEnded, at: at(4000)) == [.hangUpAgent, .hangUpCaller] + nothing(.ended, rang: .seconds(1)))
    }

    @Test func nothingElseMayBeDoneWithItBeforeTheTwoTalk() {
        var call = dialling()
        #expect(call.transferRequested(to: "95598", at: at(4000)) == [.refuseTransfer(status: 603)])
        #expect(call.connectRequested("wang", phone: "1002", fence: 8, ring: .seconds(20), at: at(4000)) == [.answerConnect(fence: 8, .conflict)])
        #expect(throws: RequestFailure.self) { try call.holdRequested(true, at: at(4000)) }
        #expect(throws: RequestFailure.self) { try call.keysRequested("1", for: nil, at: at(4000)) }
        #expect(throws: RequestFailure.self) { try call.legDropped(.agent, alone: .waits, at: at(4000)) }
        #expect(call.digitPressed(UInt8(ascii: "1"), at: at(4000)) == [] && call.agentPressed(UInt8(ascii: "1"), at: at(4000)) == [])
    }

    /// A re-INVITE of the agent's phone crosses the customer's ringing.
    @Test func anAgentWhoHoldsMeanwhileHasTheCustomerOnHold() {
        var call = dialling()
        #expect(call.agentHolds(true, at: at(4000)) == [])
        #expect(call.customerAnswered(at: at(8000)).last == .legs(.hold(true)))
        #expect(call.agentHolds(false, at: at(9000)) == [.legs(.hold(false)), .legs(.held(.agent, false))])
    }

    // MARK: A call like any other

    @Test func onceTheyTalkItIsACallLikeAnyOther() throws {
        var call = talking()
        #expect(!call.isPlacing && call.isTalking && call.isBridged)
        #expect(try call.holdRequested(true, at: at(9000)) == [.legs(.hold(true)), .legs(.held(.routing, true))])
        _ = try call.holdRequested(false, at: at(9500))
        #expect(try call.keysRequested("1", for: nil, at: at(9600)).count == 1)
        #expect(try call.legChanged(.agent, role: nil, muted: true, fence: nil, at: at(9700)).first == .legs(.muteAgent(true)))
        #expect(call.transferRequested(to: "95598", at: at(10_000)).last == .ringback(true))
        #expect(call.agentAnswered("second", at: at(12_000)).contains(.bridge))
        #expect(call.callerLeft(at: at(20_000)).contains(.ended(.callerHungUp, talked: .seconds(12))))
    }

    @Test func aCustomerLeftAloneWaitsForAnotherPerson() throws {
        var call = talking()
        let effects = try call.legDropped(.agent, alone: .waits, at: at(9000))
        #expect(effects.first == .hangUpAgent && effects.last == .loop(.hold))
        #expect(call.connectRequested("wang", phone: "1002", fence: 8, ring: .seconds(20), at: at(9100)) == [.ringAgent(phone: "1002"), .ringback(true)])
    }

    /// Every state, every stimulus: one answer at most, and nothing after the end.
    @Test(arguments: UInt64(1)...200) func inAnyOrderItIsAnsweredOnceAndEnds(seed: UInt64) {
        var numbers = SeededNumbers(seed), call = ringing(), answers = 0, overs = 0, time = 0
        for _ in 0..<40 {
            time += numbers.below(9000)
            let now = at(time)
            let effects: [CallEffect] =
                switch numbers.below(12) {
                case 0: call.agentAnswered("leg", at: now)
                case 1: call.agentFailed(.busy, at: now)
                case 2: call.agentLeft(at: now)
                case 3: call.customerRang(hasSound: true, at: now)
                case 4: call.customerAnswered(at: now)
                case 5: call.isPlacing ? call.customerFailed(.busy, at: now) : call.callerLeft(at: now)
                case 6: call.mediaTimedOut(.agent, at: now)
                case 7: call.agentHolds(true, at: now)
                default: call.tick(at: now)
                }
            answers += effects.count { if case .placing(.answer) = $0 { true } else { false } }
            if overs > 0 { #expect(effects.filter { $0 != .hangUpAgent } == [], "seed \(seed)") }
            overs += effects.count { $0 == .over }
        }
        for effect in call.endRequested(.drained, at: at(time)) {
            if case .placing(.answer) = effect { answers += 1 }
            if effect == .over { overs += 1 }
        }
        #expect(answers == 1 && overs == 1, "seed \(seed)")
    }
}

/// What a network's refusal means.
@Suite struct PlacedOutcomeTests {
    @Test(arguments: [
        (486, Int?.none, PlacedOutcome.busy), (600, nil, .busy), (480, nil, .noAnswer), (408, nil, .noAnswer), (603, nil, .refused), (403, nil, .refused), (404, nil, .unknownNumber),
        (484, nil, .unknownNumber), (604, nil, .unknownNumber), (503, nil, .unreachable), (500, nil, .unreachable), (488, nil, .unreachable),
    ])
    func byStatus(status: Int, cause: Int?, outcome: PlacedOutcome) { #expect(PlacedOutcome(status: status, cause: cause) == outcome) }

    /// The cause says more than the status that a gateway made of it.
    @Test(arguments: [
        (480, 19, PlacedOutcome.noAnswer), (480, 18, .noAnswer), (500, 17, .busy), (480, 21, .refused), (403, 21, .refused), (503, 1, .unknownNumber),
        (484, 28, .unknownNumber), (480, 20, .noAnswer), (503, 34, .unreachable), (486, 34, .unreachable),
        // One that says nothing leaves it to the status.
        (486, 16, .busy), (603, 127, .refused),
    ])
    func byCause(status: Int, cause: Int?, outcome: PlacedOutcome) { #expect(PlacedOutcome(status: status, cause: cause) == outcome) }

    @Test(arguments: [("13800000001", true), ("+8613800000001", true), ("110", true), ("", false), ("1", false), ("13800;x", false), ("sip:a@b", false), ("+", false), ("１３８００", false)])
    func whatMayBeDialled(number: String, isAllowed: Bool) { #expect(DialledNumber.isTelephone(number) == isAllowed) }
}
