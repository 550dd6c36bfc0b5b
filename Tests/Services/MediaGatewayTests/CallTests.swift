import Contracts
import MediaGatewayCore
import Testing
import Vocabulary

/// Calls as transcripts on virtual time.
@Suite struct CallTests {
    let tenant: TenantID = "warm"
    let speech: InstanceID = "speech-1"
    let other: InstanceID = "speech-2"
    let treatment = AssistantTreatment(tenant: "warm", pack: "heating", queue: "repairs")

    func at(_ milliseconds: Int) -> Instant { .zero + .milliseconds(milliseconds) }

    func arrived(hasNumber: Bool = true) -> Call {
        var call = Call(diagnostic: nil, hasNumber: hasNumber, policy: CallPolicy(), at: .zero)
        #expect(call.arrived(at: .zero) == [.askAdmission])
        return call
    }

    func admitted(_ treatment: AdmitCall.Treatment) -> AdmitCall.Answer { AdmitCall.Answer(tenant: tenant, treatment: treatment) }
    func assistant(_ instance: InstanceID, _ epoch: Int) -> AdmitCall.Treatment { .assistant(speech: instance, epoch: epoch, pack: "heating", queue: "repairs") }
    func seat(_ instance: InstanceID, _ epoch: UInt32, handle: UInt32 = 7) -> SpeechSeat { SpeechSeat(instance: instance, key: StreamKey(handle: handle, epoch: epoch)) }

    /// A caller talks with the assistant since 50 ms.
    func talking() -> Call {
        var call = arrived()
        _ = call.admitted(admitted(assistant(speech, 1)), at: at(10))
        _ = call.conversationStarted(epoch: 1, handle: 7, at: at(50))
        return call
    }

    /// The gateway's own prompt plays since 10 ms.
    func fallback(hasNumber: Bool = true) -> Call {
        var call = arrived(hasNumber: hasNumber)
        _ = call.admissionFailed(at: at(10))
        return call
    }

    // MARK: Arrival

    @Test func whoDialsAQueueWaitsForAPersonAtOnce() {
        var call = arrived()
        #expect(
            call.admitted(admitted(.people(queue: "repairs")), at: at(5)) == [
                .answer, .started(tenant: tenant, treatment: "queue"), .answered(setUp: .milliseconds(5)), .askHandOver(.asked, epoch: 1, priority: 0), .loop(.hold),
            ])
        #expect(call.handOverFailed(at: at(20)) == [.prompt(.fallback, number: 1)], "nobody is there: a call-back is offered")
    }

    @Test func theAssistantAnswers() {
        var call = arrived()
        #expect(
            call.admitted(admitted(assistant(speech, 1)), at: at(10)) == [
                .answer, .started(tenant: tenant, treatment: "assistant"), .answered(setUp: .milliseconds(10)), .startConversation(speech, epoch: 1, treatment),
            ])
        #expect(call.conversationStarted(epoch: 1, handle: 7, at: at(30)) == [.stream(seat(speech, 1))])
        #expect(
            call.callerLeft(at: at(5010)) == [
                .endStream, .endConversation(speech, epoch: 1), .ended(.callerHungUp, talked: .seconds(5)), .over,
            ])
        #expect(call.nextDeadline == nil && call.callerLeft(at: at(6000)) == [])
    }

    @Test func diagnosticNumbersAskNobody() {
        var echo = Call(diagnostic: .echo, hasNumber: true, policy: CallPolicy(), at: .zero)
        #expect(echo.arrived(at: at(1)) == [.answer, .started(tenant: nil, treatment: "echo"), .answered(setUp: .milliseconds(1)), .echo])
        var play = Call(diagnostic: .play, hasNumber: true, policy: CallPolicy(), at: .zero)
        #expect(play.arrived(at: at(1)).last == .playFile)
    }

    @Test func anUnknownNumberIs404AndAFullHouse503() {
        var unknown = arrived()
        #expect(unknown.admitted(admitted(.unknownNumber), at: at(5)) == [.reject(status: 404, retryAfter: nil), .ended(.rejected, talked: .zero), .over])
        var full = arrived()
        #expect(full.admitted(admitted(.overloaded(retryAfter: 7)), at: at(5)).first == .reject(status: 503, retryAfter: 7))
    }

    @Test func aCallerWhoCancelsIsAccountedFor() {
        var call = arrived()
        #expect(call.callerLeft(at: at(5)) == [.ended(.cancelled, talked: .zero), .over])
        #expect(call.admitted(admitted(assistant(speech, 1)), at: at(6)) == [])
    }

    @Test func everyCallIsPickedUpWhenRoutingIsAway() {
        var call = arrived()
        #expect(call.nextDeadline == at(250))
        #expect(
            call.tick(at: at(250)) == [
                .answer, .started(tenant: nil, treatment: "fallback"), .answered(setUp: .milliseconds(250)), .prompt(.fallback, number: 1),
            ])
        #expect(call.admitted(admitted(assistant(speech, 1)), at: at(251)) == [])
    }

    // MARK: The gateway by itself

    @Test func key1LeavesACallBackOnce() {
        var call = fallback()
        #expect(call.digitPressed(UInt8(ascii: "1"), at: at(900)) == [.callBackRequested, .prompt(.callBackNoted, number: 2)])
        #expect(call.digitPressed(UInt8(ascii: "1"), at: at(950)) == [])
        #expect(call.promptFinished(1, at: at(960)) == [])
        #expect(call.promptFinished(2, at: at(3000)) == [.hangUpCaller, .ended(.assistantFinished, talked: .milliseconds(2990)), .over])
    }

    @Test func aWithheldNumberCannotBeRungBack() {
        var call = fallback(hasNumber: false)
        #expect(call.digitPressed(UInt8(ascii: "1"), at: at(900)) == [.prompt(.noNumber, number: 2)])
    }

    @Test func thePromptIsRepeatedAndThenTheCallEnds() {
        var call = fallback()
        for number in UInt32(1)...3 {
            #expect(call.promptFinished(number, at: at(Int(number) * 10_000)) == [])
            let next = call.tick(at: at(Int(number) * 10_000 + 4000))
            #expect(next == [.prompt(number < 3 ? .fallback : .nobody, number: number + 1)])
        }
        #expect(call.promptFinished(4, at: at(40_000)).contains(.ended(.failed, talked: .milliseconds(39_990))))
    }

    @Test func key0ReachesAPersonWithoutAnyAssistant() {
        var call = fallback()
        #expect(call.digitPressed(UInt8(ascii: "0"), at: at(500)) == [.askHandOver(.asked, epoch: 0, priority: 0), .loop(.hold)])
        #expect(call.connectRequested("li", phone: "1001", fence: 4, ring: .seconds(20), at: at(900)) == [.ringAgent(phone: "1001"), .ringback(true)])
        #expect(call.agentAnswered("leg", at: at(3000)) == [.ringback(false), .bridge, .agentConnected("li", fence: 4), .answerConnect(fence: 4, .connected)])
    }

    @Test func aCallerWhoWaitedTooLongIsOfferedACallBackAgain() {
        var call = fallback()
        _ = call.digitPressed(UInt8(ascii: "0"), at: at(500))
        #expect(call.tick(at: at(120_500)) == [.prompt(.fallback, number: 2)])
        #expect(call.handOverFailed(at: at(120_600)) == [])
    }

    @Test func aFailedHandOverOffersACallBackAtOnce() {
        var call = fallback()
        _ = call.digitPressed(UInt8(ascii: "0"), at: at(500))
        #expect(call.handOverFailed(at: at(600)) == [.prompt(.fallback, number: 2)])
    }

    // MARK: Speech goes away

    @Test func anotherInstanceTakesOver() {
        var call = talking()
        #expect(call.speechFellSilent(speech, at: at(900)) == [.endStream, .askReassignment(epoch: 1)])
        #expect(call.reassigned(assistant(other, 2), after: 1, at: at(950)) == [.startConversation(other, epoch: 2, treatment)])
        #expect(call.conversationStarted(epoch: 1, handle: 7, at: at(960)) == [])
        #expect(call.conversationStarted(epoch: 2, handle: 9, at: at(970)) == [.stream(seat(other, 2, handle: 9))])
        #expect(call.speechFellSilent(speech, at: at(980)) == [])
    }

    @Test func aSpeechInstanceThatDoesNotAnswerIsReplaced() {
        var call = arrived()
        _ = call.admitted(admitted(assistant(speech, 1)), at: at(10))
        #expect(call.tick(at: at(710)) == [.askReassignment(epoch: 1)])
        #expect(call.conversationFailed(epoch: 1, at: at(720)) == [])
    }

    @Test func noneLeftMeansTheGatewaysOwnPrompt() {
        var call = talking()
        _ = call.speechFellSilent(speech, at: at(900))
        #expect(call.reassigned(.fallback(reason: "none"), after: 1, at: at(950)) == [.prompt(.fallback, number: 1)])
        var unanswered = talking()
        _ = unanswered.speechFellSilent(speech, at: at(900))
        #expect(unanswered.tick(at: at(900 + 750)) == [.prompt(.fallback, number: 1)])
    }

    @Test func anInstanceThatComesBackTakesTheCallFromTheGatewaysPrompt() {
        var call = talking()
        _ = call.speechFellSilent(speech, at: at(900))
        _ = call.reassigned(nil, after: 1, at: at(950))
        _ = call.promptFinished(1, at: at(9000))
        #expect(call.tick(at: at(13_000)) == [.prompt(.fallback, number: 2), .askReassignment(epoch: 1)])
        #expect(call.reassigned(nil, after: 1, at: at(13_100)) == [])
        _ = call.promptFinished(2, at: at(20_000))
        #expect(call.tick(at: at(24_000)) == [.prompt(.fallback, number: 3), .askReassignment(epoch: 1)])
        #expect(call.reassigned(assistant(other, 2), after: 1, at: at(24_100)) == [.startConversation(other, epoch: 2, treatment)])
        #expect(call.conversationStarted(epoch: 2, handle: 9, at: at(24_200)) == [.stream(seat(other, 2, handle: 9))])
        #expect(call.promptFinished(3, at: at(29_000)) == [] && call.digitPressed(UInt8(ascii: "1"), at: at(29_100)) == [])
    }

    @Test func anInstanceThatComesBackTooLateIsSentAway() {
        var call = talking()
        _ = call.speechFellSilent(speech, at: at(900))
        _ = call.reassigned(nil, after: 1, at: at(950))
        _ = call.promptFinished(1, at: at(9000))
        _ = call.tick(at: at(13_000))
        _ = call.reassigned(assistant(other, 2), after: 1, at: at(13_100))
        #expect(call.digitPressed(UInt8(ascii: "1"), at: at(13_150)).first == .callBackRequested)
        #expect(call.conversationStarted(epoch: 2, handle: 9, at: at(13_200)) == [.endConversation(other, epoch: 2)])
    }

    @Test func aCallIsNotPassedRoundForEver() {
        var call = talking()
        let limit = CallPolicy().reassignments
        for epoch in 1...limit {
            _ = call.speechFellSilent(call.speechInstance ?? "", at: at(1000 * epoch))
            _ = call.reassigned(assistant(InstanceID("speech-\(epoch)"), epoch + 1), after: epoch, at: at(1000 * epoch + 10))
        }
        #expect(call.conversationFailed(epoch: limit + 1, at: at(1000 * limit + 20)) == [.prompt(.fallback, number: 1)])
    }

    @Test func anOlderEpochIsRefused() {
        var call = talking()
        _ = call.speechFellSilent(speech, at: at(900))
        #expect(call.reassigned(assistant(other, 1), after: 1, at: at(950)) == [.prompt(.fallback, number: 1)])
    }

    @Test func peopleGoOnTalkingWithoutSpeech() {
        var call = bridged()
        _ = call.speechFellSilent(speech, at: at(9000))
        #expect(call.reassigned(nil, after: 1, at: at(9100)) == [])
        #expect(call.isBridged)
    }

    @Test func key0IsNotForgottenWhenSpeechDies() {
        var call = talking()
        #expect(call.digitPressed(UInt8(ascii: "0"), at: at(800)) == [])
        _ = call.speechFellSilent(speech, at: at(900))
        _ = call.reassigned(assistant(other, 2), after: 1, at: at(950))
        #expect(call.conversationStarted(epoch: 2, handle: 9, at: at(970)) == [.stream(seat(other, 2, handle: 9)), .repeatKey(UInt8(ascii: "0"))])
        _ = call.speechFellSilent(other, at: at(1500))
        #expect(call.reassigned(nil, after: 2, at: at(1550)) == [.askHandOver(.asked, epoch: 2, priority: 0), .loop(.hold)])
    }

    // MARK: Agents

    func bridged() -> Call {
        var call = talking()
        _ = call.connectRequested("li", phone: "1001", fence: 3, ring: .seconds(20), at: at(1000))
        _ = call.agentAnswered("leg", at: at(2000))
        return call
    }

    @Test func theAgentHangsUpAndTheCallEnds() {
        var call = bridged()
        #expect(
            call.agentLeft(at: at(3010)) == [
                .hangUpCaller, .endStream, .endConversation(speech, epoch: 1), .ended(.agentHungUp, talked: .seconds(3)), .over,
            ])
    }

    @Test func theCallerHangsUpAndTheAgentIsReleased() {
        var call = bridged()
        #expect(call.callerLeft(at: at(3010)).first == .hangUpAgent)
    }

    @Test func theCallerHangsUpWhileThePhoneRings() {
        var call = talking()
        _ = call.connectRequested("li", phone: "1001", fence: 3, ring: .seconds(20), at: at(1000))
        #expect(
            call.callerLeft(at: at(2010)) == [
                .hangUpAgent, .answerConnect(fence: 3, .callerGone), .endStream, .endConversation(speech, epoch: 1),
                .ended(.callerHungUp, talked: .seconds(2)), .over,
            ])
        #expect(call.connectRequested("li", phone: "1001", fence: 4, ring: .seconds(20), at: at(2020)) == [.answerConnect(fence: 4, .callerGone)])
        #expect(call.agentAnswered("leg", at: at(2030)) == [.hangUpAgent])
    }

    @Test func aPhoneThatNobodyPicksUpGivesTheCallBackToTheAssistant() {
        var call = talking()
        _ = call.connectRequested("li", phone: "1001", fence: 3, ring: .seconds(20), at: at(1000))
        #expect(call.tick(at: at(21_000)) == [.hangUpAgent, .ringback(false), .answerConnect(fence: 3, .noAnswer)])
        #expect(call.connectRequested("wang", phone: "1002", fence: 5, ring: .seconds(20), at: at(21_100)) == [.ringAgent(phone: "1002"), .ringback(true)])
        #expect(call.agentFailed(.busy, at: at(21_200)) == [.ringback(false), .answerConnect(fence: 5, .busy)])
    }

    @Test func anOldOfferAndASecondOneAreRefused() {
        var call = talking()
        _ = call.connectRequested("li", phone: "1001", fence: 3, ring: .seconds(20), at: at(1000))
        #expect(call.connectRequested("wang", phone: "1002", fence: 2, ring: .seconds(20), at: at(1100)) == [.answerConnect(fence: 2, .stale)])
        #expect(call.connectRequested("wang", phone: "1002", fence: 4, ring: .seconds(20), at: at(1100)) == [.answerConnect(fence: 4, .conflict)])
    }

    @Test func theDutyNumberIsRungAndAPersonIsSoughtWhenItDoesNotAnswer() {
        var call = talking()
        #expect(call.dutyWanted("96000", at: at(4000)) == [.ringDuty(number: "96000"), .ringback(true)])
        #expect(call.agentFailed(.unreachable, at: at(4100)) == [.ringback(false), .askHandOver(.emergency, epoch: 1, priority: 100)])
        var answered = talking()
        _ = answered.dutyWanted("96000", at: at(4000))
        #expect(answered.agentAnswered("leg", at: at(6000)) == [.ringback(false), .bridge])
        #expect(answered.agentLeft(at: at(7000)).first == .hangUpCaller)
    }

    // MARK: Ends

    @Test func theAssistantFinishes() {
        var call = talking()
        #expect(call.assistantFinished(at: at(5010)).prefix(1) == [.hangUpCaller])
    }

    @Test func aVanishedCallerIsReaped() {
        var call = talking()
        #expect(call.mediaTimedOut(.caller, at: at(30_010)).contains(.ended(.mediaLost, talked: .seconds(30))))
    }

    @Test func noCallLastsForEver() {
        var call = talking()
        #expect(call.tick(at: at(3 * 3_600_000 + 10)).contains(.over))
    }

    /// Whatever happens in whatever order: one answer to each offer, one end, and afterwards silence.
    @Test(arguments: UInt64(1)...300)
    func everyCallEndsOnceAndEveryOfferIsAnsweredOnce(seed: UInt64) {
        var random = SeededNumbers(seed)
        var call = arrived(hasNumber: seed % 2 == 0)
        var effects: [CallEffect] = [], offers: [Int64] = [], time = 0, fence: Int64 = 0
        for _ in 0..<120 {
            time += random.below(3000)
            if random.below(12) == 0 {
                fence += Int64(random.below(3))
                offers.append(fence)
                effects += call.connectRequested("li", phone: "1", fence: fence, ring: .seconds(5), at: at(time))
            } else {
                effects += happening(random.below(16), to: &call, at: at(time))
            }
        }
        effects += call.endRequested(.operatorEnded, at: at(time))
        let ends = effects.filter { if case .ended = $0 { true } else { false } }.count
        let answers = effects.compactMap { if case .answerConnect(let fence, _) = $0 { fence } else { nil } }
        #expect(ends == 1 && effects.filter { $0 == .over }.count == 1, "seed \(seed)")
        #expect(answers.sorted() == offers.sorted(), "seed \(seed)")
        #expect(call.nextDeadline == nil && happening(1, to: &call, at: at(time)) == [], "seed \(seed)")
    }

    private func happening(_ which: Int, to call: inout Call, at now: Instant) -> [CallEffect] {
        switch which {
        case 0: call.admitted(admitted(assistant(speech, 1)), at: now)
        case 1: call.conversationStarted(epoch: call.speechInstance == other ? 2 : 1, handle: 7, at: now)
        case 2: call.conversationFailed(epoch: 1, at: now)
        case 3: call.speechFellSilent(speech, at: now)
        case 4: call.reassigned(assistant(other, 2), after: 1, at: now)
        case 5: call.reassigned(nil, after: 1, at: now)
        case 6: call.agentAnswered("leg", at: now)
        case 7: call.agentFailed(.busy, at: now)
        case 8: call.digitPressed(UInt8(ascii: "0"), at: now)
        case 9: call.handOverFailed(at: now)
        case 10: call.dutyWanted("96000", at: now)
        case 11: call.admissionFailed(at: now)
        case 12 where now.nanoseconds % 5 == 0: call.agentLeft(at: now)
        case 13 where now.nanoseconds % 7 == 0: call.callerLeft(at: now)
        default: call.tick(at: now)
        }
    }
}
