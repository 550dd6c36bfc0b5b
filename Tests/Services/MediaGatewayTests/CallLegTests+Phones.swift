import Contracts
import MediaGatewayCore
import Protocols
import Testing
import Vocabulary

/// Our own phones call each other, and put callers through to colleagues.
extension CallLegTests {
    private func ringing(_ number: String = "1002") -> Call {
        var call = Call(diagnostic: nil, hasNumber: true, colleague: number, policy: CallPolicy(), at: .zero)
        _ = call.arrived(at: .zero)
        #expect(call.admitted(AdmitCall.Answer(tenant: "", treatment: .unknownNumber), at: at(10)) == [.legs(.alert), .ringAgent(phone: "1002")])
        return call
    }

    @Test func oneOfOurPhonesCallsAnother() {
        var call = ringing()
        #expect(call.agentAnswered("leg-b", at: at(3000)) == [.answer, .bridge])
        #expect(call.isBridged && call.isInternal)
        #expect(call.agentLeft(at: at(9000)).contains(.hangUpCaller))
    }

    @Test func aColleagueWhoDoesNotAnswerIsSaidSo() {
        var busy = ringing()
        #expect(busy.agentFailed(.busy, at: at(1000)).first == .reject(status: 486, retryAfter: nil))
        var absent = ringing()
        #expect(absent.tick(at: at(30_010)).prefix(2) == [.hangUpAgent, .reject(status: 480, retryAfter: nil)])
        var given = ringing()
        #expect(given.callerLeft(at: at(1000)).first == .hangUpAgent)
    }

    @Test func aCallerIsPutThroughToWhomTheAgentAsked() {
        var call = served()
        _ = call.agentHolds(true, at: at(3000))
        #expect(call.putThrough(to: "leg-b", at: at(5000)) == [.legs(.left("leg-li", .agent, "li")), .legs(.hold(false)), .legs(.joined("leg-b", .agent, nil))])
        #expect(call.isBridged)
        var consultation = ringing()
        _ = consultation.agentAnswered("leg-b", at: at(3000))
        #expect(consultation.colleagueTaken(at: at(5000)).first == .hangUpCaller)
        var alone = assisted()
        #expect(alone.putThrough(to: "leg-b", at: at(5000)) == [])
    }

    @Test func aCallerIsPutThroughToAColleagueWhosePhoneRings() {
        var call = served()
        _ = call.agentHolds(true, at: at(3000))
        #expect(call.putThroughToRinging(at: at(5000)) == [.legs(.hold(false)), .ringback(true)])
        #expect(call.agentAnswered("leg-b", at: at(7000)) == [.ringback(false), .bridge, .transferEnded(status: 200)])
        #expect(call.isBridged)
        var consultation = ringing()
        #expect(consultation.colleagueTaken(at: at(5000)).first == .reject(status: 480, retryAfter: nil))
        var nobody = served()
        _ = nobody.putThroughToRinging(at: at(5000))
        #expect(nobody.tick(at: at(35_000)).prefix(3) == [.hangUpAgent, .ringback(false), .transferEnded(status: 480)])
        var alone = assisted()
        #expect(alone.putThroughToRinging(at: at(5000)) == [])
    }
}
