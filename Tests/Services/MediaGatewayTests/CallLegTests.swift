import Contracts
import MediaGatewayCore
import Protocols
import Testing
import Vocabulary

/// Calls with more than two legs, as transcripts.
@Suite struct CallLegTests {
    let speech: InstanceID = "speech-1"
    let treatment = AssistantTreatment(tenant: "warm", pack: "heating", queue: "repairs")

    func at(_ milliseconds: Int) -> Instant { .zero + .milliseconds(milliseconds) }

    /// A caller talks with the assistant.
    func assisted() -> Call {
        var call = Call(diagnostic: nil, hasNumber: true, policy: CallPolicy(), at: .zero)
        _ = call.arrived(at: .zero)
        _ = call.admitted(AdmitCall.Answer(tenant: "warm", treatment: .assistant(speech: speech, epoch: 1, pack: "heating", queue: "repairs")), at: at(10))
        _ = call.conversationStarted(epoch: 1, handle: 7, at: at(50))
        return call
    }

    /// … with the agent Li, since 2 s.
    func served() -> Call {
        var call = assisted()
        _ = call.connectRequested("li", phone: "1001", fence: 3, ring: .seconds(20), at: at(1000))
        _ = call.agentAnswered("leg-li", at: at(2000))
        return call
    }

    func wanted(_ leg: LegID, _ role: LegRole, agent: AgentID? = "wang", fence: Int64? = nil) -> AddLeg {
        AddLeg(call: "c", leg: leg, target: .phone("1002"), role: role, agent: agent, fence: fence, ring: 20, trace: TraceParent(""))
    }

    /// … and somebody more, since 4 s.
    func joined(_ role: LegRole, fence: Int64? = nil, to call: Call? = nil) throws -> Call {
        var call = call ?? served()
        _ = try call.legRequested(wanted("leg-2", role, fence: fence), at: at(3000))
        _ = call.legAnswered("leg-2", at: at(4000))
        return call
    }

    // MARK: Ringing

    @Test func aSupervisorListensToTheAssistant() throws {
        var call = assisted()
        #expect(try call.legRequested(wanted("leg-2", .listening), at: at(3000)) == [.legs(.ring("leg-2", .phone("1002")))])
        #expect(
            call.legAnswered("leg-2", at: at(4000)) == [
                .legs(.admit("leg-2", .listening, isMuted: false)), .legs(.joined("leg-2", .listening, "wang")), .legs(.answer("leg-2", .connected)),
            ])
        #expect(!call.isBridged)
        #expect(call.legGone("leg-2", .noAnswer, at: at(9000)) == [.legs(.left("leg-2", .listening, "wang"))])
    }

    @Test func aPhoneThatNobodyPicksUpIsGivenUp() throws {
        var call = served()
        _ = try call.legRequested(wanted("leg-2", .consulted), at: at(3000))
        #expect(call.nextDeadline == at(23_000))
        #expect(call.tick(at: at(23_000)) == [.legs(.hangUp("leg-2")), .legs(.answer("leg-2", .noAnswer))])
        #expect(call.legAnswered("leg-2", at: at(23_100)) == [.legs(.hangUp("leg-2"))])
        #expect(call.isBridged)
    }

    @Test func ringingEndsWithDropAndWithTheCall() throws {
        var call = served()
        _ = try call.legRequested(wanted("leg-2", .consulted), at: at(3000))
        #expect(try call.legDropped(.guest("leg-2"), alone: .ends, at: at(3500)) == [.legs(.hangUp("leg-2")), .legs(.answer("leg-2", .dropped))])
        _ = try call.legRequested(wanted("leg-3", .joined), at: at(4000))
        let effects = call.callerLeft(at: at(5000))
        #expect(effects.prefix(3) == [.hangUpAgent, .legs(.hangUp("leg-3")), .legs(.answer("leg-3", .callerGone))])
        #expect(try call.legRequested(wanted("leg-4", .joined), at: at(6000)) == [.legs(.answer("leg-4", .callerGone))])
    }

    @Test func whatCannotBeIsRefusedWithItsReason() throws {
        var call = served()
        #expect(throws: RequestFailure.self) { try call.legRequested(wanted("leg-2", .agent), at: at(3000)) }
        _ = try call.legRequested(wanted("leg-2", .joined), at: at(3000))
        #expect(throws: RequestFailure.self) { try call.legRequested(wanted("leg-2", .joined), at: at(3000)) }
        #expect(throws: RequestFailure.self) { try call.legRequested(wanted("leg-li", .joined), at: at(3000)) }
        #expect(throws: RequestFailure.self) { try call.legChanged(.guest("leg-2"), role: .whispering, muted: nil, fence: nil, at: at(3100)) }
        #expect(throws: RequestFailure.self) { try call.legDropped(.guest("leg-9"), alone: .ends, at: at(3100)) }
        for number in 3...9 { _ = try call.legRequested(wanted(LegID("leg-\(number)"), .joined), at: at(3200)) }
        #expect(throws: RequestFailure.self) { try call.legRequested(wanted("leg-10", .joined), at: at(3300)) }
        var echo = Call(diagnostic: .echo, hasNumber: true, policy: CallPolicy(), at: .zero)
        _ = echo.arrived(at: .zero)
        #expect(throws: RequestFailure.self) { try echo.legRequested(wanted("leg-2", .joined), at: at(1)) }
        #expect(throws: RequestFailure.self) { try echo.holdRequested(true, at: at(1)) }
    }

    // MARK: Supervisors

    @Test func aSupervisorWhispersThenJoinsThenIsMuted() throws {
        var call = try joined(.listening)
        #expect(
            try call.legChanged(.guest("leg-2"), role: .whispering, muted: nil, fence: nil, at: at(5000)) == [
                .legs(.admit("leg-2", .whispering, isMuted: false)), .legs(.joined("leg-2", .whispering, "wang")),
            ])
        _ = try call.legChanged(.guest("leg-2"), role: .joined, muted: nil, fence: nil, at: at(6000))
        #expect(try call.legChanged(.guest("leg-2"), role: nil, muted: true, fence: nil, at: at(7000)) == [.legs(.admit("leg-2", .joined, isMuted: true)), .legs(.muted("leg-2", "wang", true))])
        #expect(try call.legChanged(.agent, role: nil, muted: true, fence: nil, at: at(7000)) == [.legs(.muteAgent(true)), .legs(.muted("leg-li", "li", true))])
        #expect(try call.legChanged(.agent, role: nil, muted: true, fence: nil, at: at(7100)) == [], "muted already")
        #expect(try call.legChanged(.agent, role: nil, muted: false, fence: nil, at: at(8000)) == [.legs(.muteAgent(false)), .legs(.muted("leg-li", "li", false))])
    }

    @Test func whoTakesTheCallOverMutedIsSaidToBeSo() throws {
        var call = try joined(.joined)
        _ = try call.legChanged(.guest("leg-2"), role: nil, muted: true, fence: nil, at: at(5000))
        let effects = try call.legChanged(.guest("leg-2"), role: .agent, muted: nil, fence: 8, at: at(6000))
        let connected = try #require(effects.firstIndex(of: .agentConnected("wang", fence: 8))), muted = try #require(effects.firstIndex(of: .legs(.muted("leg-2", "wang", true))))
        #expect(connected < muted)
    }

    // MARK: Keys

    @Test func theAgentsKeysGoToTheCallerOrToWhomIsConsulted() throws {
        var call = try joined(.consulted)
        #expect(try call.keysRequested("12#", for: nil, at: at(5000)) == [.legs(.press("12#".compactMap { DTMFDigit($0) }, nil))])
        _ = try call.holdRequested(true, at: at(5100))
        #expect(throws: RequestFailure(.conflict, "the caller is on hold")) { try call.keysRequested("1", for: nil, at: at(5200)) }
        #expect(try call.keysRequested("0", for: "leg-2", at: at(5300)) == [.legs(.press("0".compactMap { DTMFDigit($0) }, "leg-2"))])
        #expect(throws: RequestFailure.self) { try call.keysRequested("0", for: "leg-9", at: at(5400)) }
        for wrong in ["", "1A", "１", String(repeating: "1", count: 33)] { #expect(throws: RequestFailure.self) { try call.keysRequested(wrong, for: "leg-2", at: at(5500)) } }
        var alone = assisted()
        #expect(throws: RequestFailure(.conflict, "nobody serves the caller")) { try alone.keysRequested("1", for: nil, at: at(5000)) }
    }

    @Test func aSupervisorTakesTheCallOverAndTheAgentIsReleased() throws {
        var call = try joined(.listening)
        #expect(
            try call.legChanged(.guest("leg-2"), role: .agent, muted: nil, fence: 8, at: at(5000)) == [
                .legs(.promote("leg-2")), .legs(.muteAgent(false)), .bridge, .agentConnected("wang", fence: 8),
                .legs(.joined("leg-li", .joined, "li")), .legs(.admit("leg-li", .joined, isMuted: false)),
            ])
        #expect(try call.legDropped(.guest("leg-li"), alone: .ends, at: at(6000)) == [.legs(.hangUp("leg-li")), .legs(.left("leg-li", .joined, "li"))])
        #expect(call.isBridged)
        #expect(call.agentLeft(at: at(9000)).contains(.ended(.agentHungUp, talked: .milliseconds(8990))))
    }

    @Test func aSupervisorTakesACallFromTheAssistant() throws {
        var call = try joined(.listening, to: assisted())
        #expect(
            try call.legChanged(.guest("leg-2"), role: .agent, muted: nil, fence: 2, at: at(5000)) == [
                .legs(.promote("leg-2")), .legs(.muteAgent(false)), .bridge, .agentConnected("wang", fence: 2),
            ])
        #expect(call.isBridged)
        #expect(call.connectRequested("li", phone: "1001", fence: 2, ring: .seconds(9), at: at(6000)) == [.answerConnect(fence: 2, .stale)])
    }

    // MARK: Warm transfer

    @Test func anAgentConsultsAColleagueAndLeaves() throws {
        var call = served()
        #expect(try call.holdRequested(true, at: at(3000)) == [.legs(.hold(true)), .legs(.held(.routing, true))])
        #expect(try call.legRequested(wanted("leg-2", .consulted, fence: 9), at: at(3100)) == [.legs(.ring("leg-2", .phone("1002"))), .ringback(true)])
        #expect(call.legAnswered("leg-2", at: at(5000)).first == .ringback(false))
        #expect(
            try call.legDropped(.agent, alone: .ends, at: at(9000)) == [
                .hangUpAgent, .legs(.left("leg-li", .agent, "li")), .legs(.promote("leg-2")), .legs(.muteAgent(false)), .bridge, .agentConnected("wang", fence: 9), .legs(.hold(false)),
            ])
        #expect(call.isBridged)
    }

    @Test func anAgentWhoHangsUpLeavesTheCallToWhomHeConsulted() throws {
        var call = try joined(.consulted)
        #expect(call.agentLeft(at: at(9000)).contains(.legs(.promote("leg-2"))))
        var alone = try joined(.listening)
        #expect(alone.agentLeft(at: at(9000)).contains(.legs(.hangUp("leg-2"))) && alone.isOver)
    }

    @Test func aNumberOutsideTakesTheCallWithoutALease() throws {
        var call = served()
        _ = try call.legRequested(AddLeg(call: "c", leg: "leg-2", target: .outside(Masked("13900000000")), role: .consulted, ring: 30, trace: TraceParent("")), at: at(3000))
        _ = call.legAnswered("leg-2", at: at(6000))
        let effects = try call.legDropped(.agent, alone: .ends, at: at(9000))
        #expect(effects.contains(.legs(.joined("leg-2", .agent, nil))) && call.isBridged)
    }

    @Test func aCallerWhomTheAgentLeavesWaitsForTheNext() throws {
        var call = served()
        #expect(try call.legDropped(.agent, alone: .waits, at: at(9000)) == [.hangUpAgent, .legs(.left("leg-li", .agent, "li")), .loop(.hold)])
        #expect(call.connectRequested("wang", phone: "1002", fence: 4, ring: .seconds(20), at: at(9500)) == [.ringAgent(phone: "1002"), .ringback(true)])
        #expect(call.agentAnswered("leg-3", at: at(11_000)).contains(.agentConnected("wang", fence: 4)))
    }

    // MARK: Hold

    @Test func theAgentsPhoneHoldsTheCallAndTakesItBack() {
        var call = served()
        #expect(call.agentHolds(true, at: at(3000)) == [.legs(.hold(true)), .legs(.held(.agent, true))])
        #expect(call.agentHolds(true, at: at(3500)) == [])
        #expect(call.agentHolds(false, at: at(4000)) == [.legs(.hold(false)), .legs(.held(.agent, false))])
    }

    @Test func anAgentsHoldLeavesACallerToThoseWhoTalkStill() throws {
        var call = try joined(.joined)
        #expect(call.agentHolds(true, at: at(5000)) == [.legs(.held(.agent, true))])
        #expect(call.legGone("leg-2", .noAnswer, at: at(6000)) == [.legs(.left("leg-2", .joined, "wang")), .legs(.hold(true))])
    }

    @Test func theCallersHoldIsTold() {
        var call = assisted()
        #expect(call.callerHolds(true, at: at(3000)) == [.legs(.held(.caller, true))])
        #expect(call.callerHolds(false, at: at(4000)) == [.legs(.held(.caller, false))])
    }

    @Test func aBlindTransferOutOfHoldEndsTheHold() {
        var call = served()
        _ = call.agentHolds(true, at: at(3000))
        #expect(call.transferRequested(to: "95598", at: at(4000)) == [.legs(.hold(false)), .ringTransfer(number: "95598"), .ringback(true)])
    }

    // MARK: Back to the assistant

    func handBack(epoch: Int = 2) -> HandBack {
        HandBack(call: "c", speech: speech, epoch: epoch, tenant: "warm", pack: "heating", queue: "repairs", trace: TraceParent(""))
    }

    @Test func theAgentGivesTheCallBack() throws {
        var call = served()
        #expect(try call.handBackRequested(handBack(), at: at(5000)) == [.endStream, .startConversation(speech, epoch: 2, treatment)])
        let seat = SpeechSeat(instance: speech, key: StreamKey(handle: 8, epoch: 2))
        #expect(
            call.conversationStarted(epoch: 2, handle: 8, at: at(5100)) == [
                .hangUpAgent, .legs(.left("leg-li", .agent, "li")), .legs(.answerHandBack(taken: true)), .stream(seat),
            ])
        #expect(!call.isBridged)
        #expect(call.assistantFinished(at: at(9000)).first == .hangUpCaller)
    }

    @Test func theAgentKeepsACallThatNoSpeechTakes() throws {
        var call = served()
        _ = try call.handBackRequested(handBack(), at: at(5000))
        #expect(call.conversationFailed(epoch: 2, at: at(5100)) == [.askReassignment(epoch: 2)])
        #expect(call.reassigned(nil, after: 2, at: at(5200)) == [.legs(.answerHandBack(taken: false))])
        #expect(call.isBridged)
        #expect(throws: RequestFailure.self) { try call.handBackRequested(handBack(epoch: 2), at: at(6000)) }
    }

    @Test func aCallThatEndsWhileItIsHandedBackAnswers() throws {
        var call = served()
        _ = try call.handBackRequested(handBack(), at: at(5000))
        #expect(throws: RequestFailure.self) { try call.handBackRequested(handBack(epoch: 3), at: at(5050)) }
        #expect(call.callerLeft(at: at(5100)).contains(.legs(.answerHandBack(taken: false))))
    }

    // MARK: Whatever happens

    /// In whatever order: each question is answered once, nobody is left ringing or talking, one end.
    @Test(arguments: UInt64(1)...200)
    func everyLegIsAnsweredOnceAndNoneOutlivesTheCall(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        var call = assisted(), time = 1000, legs = 0, fence: Int64 = 0
        var effects: [CallEffect] = [], asked: [LegID] = []
        for _ in 0..<150 {
            time += random.below(2000)
            let now = at(time), leg = LegID("leg-\(random.below(legs + 1))"), role = LegRole.allCases[random.below(5)]
            switch random.below(14) {
            case 0, 1:
                legs += 1
                if let more = try? call.legRequested(wanted(LegID("leg-\(legs)"), role, fence: fence), at: now) {
                    asked.append(LegID("leg-\(legs)"))
                    effects += more
                }
            case 2, 3: effects += call.legAnswered(leg, at: now)
            case 4: effects += call.legGone(leg, .busy, at: now)
            case 5: effects += (try? call.legChanged(.guest(leg), role: role, muted: random.below(2) == 0, fence: nil, at: now)) ?? []
            case 6: effects += (try? call.legDropped(.guest(leg), alone: .ends, at: now)) ?? []
            case 7: effects += (try? call.legDropped(.agent, alone: .waits, at: now)) ?? []
            case 8:
                fence += 1
                effects += call.connectRequested("li", phone: "1", fence: fence, ring: .seconds(5), at: now)
            case 9: effects += call.agentAnswered(LegID("agent-\(fence)"), at: now)
            case 10: effects += (try? call.holdRequested(random.below(2) == 0, at: now)) ?? []
            case 11: effects += call.agentHolds(random.below(2) == 0, at: now)
            case 12 where random.below(4) == 0: effects += call.agentLeft(at: now)
            default: effects += call.tick(at: now)
            }
        }
        effects += call.endRequested(.operatorEnded, at: at(time))
        let answers = effects.compactMap { if case .legs(.answer(let leg, _)) = $0 { leg } else { nil } }
        #expect(answers.sorted() == asked.sorted(), "seed \(seed)")
        #expect(effects.filter { if case .ended = $0 { true } else { false } }.count == 1 && effects.filter { $0 == .over }.count == 1, "seed \(seed)")
        #expect(Self.left(effects).isEmpty, "seed \(seed)")
    }

    /// Legs that were admitted and neither hung up, nor gone, nor the agent's at the end.
    private static func left(_ effects: [CallEffect]) -> Set<LegID> {
        var there: Set<LegID> = []
        for effect in effects {
            switch effect {
            case .legs(.admit(let leg, _, _)): there.insert(leg)
            case .legs(.hangUp(let leg)), .legs(.left(let leg, _, _)), .legs(.promote(let leg)): there.remove(leg)
            default: break
            }
        }
        return there
    }
}
