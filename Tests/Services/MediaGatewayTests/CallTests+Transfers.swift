import Contracts
import MediaGatewayCore
import Testing
import Vocabulary

/// An agent's phone puts the caller through to a number.
extension CallTests {
    @Test func anAgentPutsTheCallThrough() {
        var call = bridged()
        #expect(call.transferRequested(to: "95598", at: at(3000)) == [.ringTransfer(number: "95598"), .ringback(true)])
        #expect(call.agentAnswered("leg", at: at(5000)) == [.ringback(false), .bridge, .transferEnded(status: 200)])
        #expect(call.isBridged && call.agentLeft(at: at(9000)).contains(.ended(.agentHungUp, talked: .milliseconds(8990))))
    }

    @Test func aTransferThatNobodyTakesAsksForAnotherPerson() {
        var call = bridged()
        _ = call.transferRequested(to: "95598", at: at(3000))
        let effects = call.agentFailed(.busy, at: at(4000))
        #expect(effects.prefix(2) == [.ringback(false), .transferEnded(status: 486)])
        #expect(effects.contains { if case .askHandOver(.asked, _, _) = $0 { true } else { false } })
        var slow = bridged()
        _ = slow.transferRequested(to: "95598", at: at(3000))
        #expect(slow.nextDeadline == at(33_000))
        #expect(slow.tick(at: at(33_000)).prefix(3) == [.hangUpAgent, .ringback(false), .transferEnded(status: 480)])
    }

    @Test func aCallerWhoLeavesDuringATransferEndsIt() {
        var call = bridged()
        _ = call.transferRequested(to: "95598", at: at(3000))
        #expect(call.callerLeft(at: at(4000)).prefix(2) == [.hangUpAgent, .transferEnded(status: 487)])
    }

    @Test func nobodyIsPutThroughWhoTalksToNoAgent() {
        var call = talking()
        #expect(call.transferRequested(to: "95598", at: at(3000)) == [.refuseTransfer(status: 603)])
        var agents = bridged()
        #expect(agents.transferRequested(to: "", at: at(3000)) == [.refuseTransfer(status: 603)])
    }
}
