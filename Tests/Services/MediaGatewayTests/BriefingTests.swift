import Audio
import Contracts
import MediaGatewayCore
import TestKit
import Testing
import Vocabulary

/// The warm hand-over as transcripts on virtual time: what was left, who hears it, and how it ends.
@Suite struct BriefingTests {
    let scene = CallTests()

    private func at(_ milliseconds: Int) -> Instant { scene.at(milliseconds) }

    /// The agent's phone rings since 1,000 ms, and three seconds to it and two to both lie here.
    private func ringing() throws -> Call {
        var call = scene.talking()
        try call.briefingLeft(epoch: 1, toAgent: .seconds(3), toBoth: .seconds(2))
        _ = call.connectRequested("li", phone: "1001", fence: 3, ring: .seconds(20), at: at(1000))
        return call
    }

    private func connected(after heard: Duration) -> [CallEffect] {
        [.ringback(false), .bridge, .legs(.introduce), .agentConnected("li", fence: 3, briefed: heard), .answerConnect(fence: 3, .connected)]
    }

    @Test func theAgentHearsItAndThenBothAreConnected() throws {
        var call = try ringing()
        #expect(call.agentAnswered("leg", at: at(2000)) == [.legs(.brief(number: 1))], "the caller goes on hearing that it rings")
        #expect(!call.isBridged)
        #expect(call.promptFinished(1, at: at(5000)) == connected(after: .seconds(3)))
        #expect(call.isBridged)
        #expect(call.promptFinished(1, at: at(5001)) == [] && call.agentPressed(5, at: at(5002)) == [], "once")
    }

    @Test func aKeyEndsIt() throws {
        var call = try ringing()
        #expect(call.agentPressed(UInt8(ascii: "#"), at: at(1500)) == [], "nobody has picked up")
        _ = call.agentAnswered("leg", at: at(2000))
        #expect(call.agentPressed(UInt8(ascii: "#"), at: at(2700)) == connected(after: .milliseconds(700)))
    }

    @Test func whatNobodyHearsTheEndOfEndsByItself() throws {
        var call = try ringing()
        _ = call.agentAnswered("leg", at: at(2000))
        #expect(call.tick(at: at(5499)) == [])
        #expect(call.tick(at: at(5500)) == connected(after: .milliseconds(3500)))
    }

    @Test func nobodyWaitsForIt() throws {
        var none = scene.talking()
        _ = none.connectRequested("li", phone: "1001", fence: 3, ring: .seconds(20), at: at(1000))
        #expect(none.agentAnswered("leg", at: at(2000)) == [.ringback(false), .bridge, .agentConnected("li", fence: 3), .answerConnect(fence: 3, .connected)])
        try none.briefingLeft(epoch: 1, toAgent: .seconds(3), toBoth: .seconds(2))
        #expect(none.tick(at: at(9000)) == [], "too late for this one")

        var late = try ringing()
        #expect(late.agentAnswered("leg", at: at(18_500)).contains(.agentConnected("li", fence: 3)), "Routing waits for the phone until 21 s, and no longer")
        var just = try ringing()
        #expect(just.agentAnswered("leg", at: at(18_000)) == [.legs(.brief(number: 1))])
    }

    @Test func whoHangsUpMeanwhileHasNotTakenTheCallAndTheNextIsBriefed() throws {
        var call = try ringing()
        _ = call.agentAnswered("leg", at: at(2000))
        #expect(call.agentFailed(.noAnswer, at: at(3000)) == [.ringback(false), .answerConnect(fence: 3, .noAnswer)])
        _ = call.connectRequested("wang", phone: "1002", fence: 4, ring: .seconds(20), at: at(3100))
        #expect(call.agentAnswered("leg2", at: at(4000)) == [.legs(.brief(number: 2))])
        #expect(call.promptFinished(1, at: at(4100)) == [], "the first one's sound")
        #expect(call.promptFinished(2, at: at(7000)).contains(.agentConnected("wang", fence: 4, briefed: .seconds(3))))
    }

    @Test func theCallerHangsUpMeanwhile() throws {
        var call = try ringing()
        _ = call.agentAnswered("leg", at: at(2000))
        #expect(
            call.callerLeft(at: at(3050)) == [
                .hangUpAgent, .answerConnect(fence: 3, .callerGone), .endStream, .endConversation(scene.speech, epoch: 1), .ended(.callerHungUp, talked: .milliseconds(3040)), .over,
            ])
    }

    @Test func speechDiesMeanwhile() throws {
        var call = try ringing()
        _ = call.agentAnswered("leg", at: at(2000))
        #expect(call.speechFellSilent(scene.speech, at: at(2500)) == [.endStream, .askReassignment(epoch: 1)])
        #expect(call.promptFinished(1, at: at(5000)) == connected(after: .seconds(3)), "what it left is here")
    }

    @Test func whatIsNotForThisCallIsRefused() throws {
        var call = scene.talking()
        #expect(throws: RequestFailure.self) { try call.briefingLeft(epoch: 0, toAgent: .seconds(3), toBoth: .zero) }
        #expect(throws: RequestFailure.self) { try call.briefingLeft(epoch: 1, toAgent: LeaveBriefing.longest + .milliseconds(20), toBoth: .zero) }
        _ = call.callerLeft(at: at(500))
        #expect(throws: RequestFailure.self) { try call.briefingLeft(epoch: 1, toAgent: .seconds(3), toBoth: .zero) }
    }

    // MARK: Sound

    private let toAgent = 900.0, toBoth = 1500.0, caller = 400.0, agent = 700.0

    private func heard(_ place: LegPlace, _ bench: AudioBench) -> [Double] {
        ToneLevel.heard([caller, agent, toAgent, toBoth], in: bench.output.packets.filter { $0.place == place }.flatMap { G711.linear(aLaw: $0.payload) })
    }

    /// So many frames in which both talk.
    private func talk(_ bench: inout AudioBench, frames: Int) {
        bench.output.packets = []
        let said = [(LegPlace.caller, caller), (.agent, agent)].map { ($0, Tone($1, level: -12).samples(milliseconds: 20 * frames)) }
        for frame in 0..<frames {
            for (place, samples) in said { bench.receive(G711.aLaw(Array(samples[frame * 160..<frame * 160 + 160])), from: place) }
            bench.tick()
        }
    }

    @Test func theAgentAloneHearsTheFirstPartAndBothTheSecond() throws {
        var bench = try AudioBench()
        try bench.addAgent()
        bench.audio.brief(Sound(Tone(toAgent, level: -12), milliseconds: 400), number: 7)
        talk(&bench, frames: 25)
        #expect(heard(.agent, bench) == [toAgent] && heard(.caller, bench) == [])
        #expect(bench.output.notes == [.soundOver(number: 7)])
        #expect(bench.output.toAgent.count == 20, "nothing is sent after its end")

        bench.audio.bridge(to: &bench.output)
        bench.audio.introduce(with: Sound(Tone(toBoth, level: -12), milliseconds: 400))
        talk(&bench, frames: 18)
        #expect(heard(.agent, bench) == [caller, toBoth] && heard(.caller, bench) == [agent, toBoth], "over their own voices")
        talk(&bench, frames: 4)
        talk(&bench, frames: 20)
        #expect(heard(.agent, bench) == [caller] && heard(.caller, bench) == [agent])
        #expect(bench.output.toAgent.count == 20, "forwarded on receipt again")
    }

    @Test func aKeyDuringTheBriefingIsTold() throws {
        var bench = try AudioBench()
        try bench.addAgent()
        bench.audio.brief(Sound(Tone(toAgent, level: -12), milliseconds: 400), number: 7)
        bench.audio.keyPressed(11, by: .agent, to: &bench.output)
        #expect(bench.output.notes == [.digit(11, .agent)])
        bench.audio.close(.agent)
        talk(&bench, frames: 25)
        #expect(bench.output.toAgent.isEmpty && !bench.output.notes.contains(.soundOver(number: 7)), "gone with its phone")
    }
}
