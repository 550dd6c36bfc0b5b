import Audio
import Contracts
import CSys
import Glibc
import MediaGatewayCore
import MediaGatewayShell
import Phone
import Protocols
import TestKit
import Testing
import Vocabulary

/// A caller, an agent and a third, each a real phone on a real socket that says a tone of its own: who hears whom.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ThreeLegTests {
    static let caller = 500.0, agent = 900.0, third = 1300.0, assistant = 1700.0
    static let music = 2300.0
    static let tones = [caller, agent, third, assistant, music]

    /// A gateway with a call that an assistant has, and three phones.
    private struct Scene {
        let gateway: TestGateway
        let speech: ScriptedSpeech
        let caller: TalkingPhone
        let agent: TalkingPhone
        let third: TalkingPhone
        let call: CallID

        init() async throws {
            let music = try TestSound(Tone(ThreeLegTests.music, level: -20).samples(milliseconds: 1000))
            gateway = try TestGateway { $0.holdFile = music.path }
            await gateway.routing.serve(AdmitCall.self) { _, _ in
                AdmitCall.Answer(tenant: "warm", treatment: .assistant(speech: "speech-1", epoch: 1, pack: "heating", queue: "repairs"))
            }
            speech = await ScriptedSpeech("speech-1", on: gateway.network)
            agent = try TalkingPhone("1001", tone: ThreeLegTests.agent, at: gateway.address)
            third = try TalkingPhone("1002", tone: ThreeLegTests.third, at: gateway.address, codecs: [.pcmu])
            try await gateway.registrations.bound("1001", agent.contact, expires: Timestamp(microseconds: .max))
            try await gateway.registrations.bound("1002", third.contact, expires: Timestamp(microseconds: .max))
            caller = try TalkingPhone("13800000001", tone: ThreeLegTests.caller, calls: "4001", at: gateway.address, codecs: [.pcmu])
            let speech = speech
            _ = try await onThread { speech.wait { $0.started.count == 1 } }
            call = try #require(speech.started.first).call
            // Speech has the call before its 200 is sent, and a phone that is not answered yet cannot hold.
            try #require(try await caller.happened("connected"))
        }

        func ask<R: Request>(_ request: R) async throws -> R.Answer { try await gateway.routing.ask(request, of: "gateway-1") }

        func connectAgent() async throws -> LegID {
            let answer = try await ask(ConnectAgent(call: call, agent: "li", phone: "1001", fence: 1, ring: 10, trace: TraceParent("00-0-0-01")))
            guard case .connected(let leg) = answer else { throw RequestFailure(.failed, "\(answer)") }
            // The gateway has the 200 before the phone has the ACK.
            try #require(try await agent.happened("connected"))
            return leg
        }

        func add(_ role: LegRole) async throws {
            let answer = try await ask(AddLeg(call: call, leg: "third", target: .phone("1002"), role: role, agent: "wang", fence: 2, ring: 10, trace: TraceParent("00-0-0-01")))
            #expect(answer == .connected)
        }

        /// Half a second in which nothing changes, after a moment for the change before.
        func listen() async throws -> ClosedRange<Instant> {
            try await Task.sleep(for: .milliseconds(350))
            let began = Instant(nanoseconds: sys_monotonic())
            try await Task.sleep(for: .milliseconds(500))
            return began...Instant(nanoseconds: sys_monotonic())
        }

        /// Ends everything and says what the three heard in each while.
        func heard(_ whiles: [ClosedRange<Instant>]) async throws -> (caller: [[Double]], agent: [[Double]], third: [[Double]]) {
            let caller = try await caller.hungUp(), agent = try await agent.hungUp(), third = try await third.hungUp()
            try await gateway.end()
            return (
                whiles.map { caller.tones(ThreeLegTests.tones, during: $0) }, whiles.map { agent.tones(ThreeLegTests.tones, during: $0) },
                whiles.map { third.tones(ThreeLegTests.tones, during: $0) }
            )
        }
    }

    @Test func aSupervisorListensWhispersJoinsAndTakesOver() async throws {
        let scene = try await Scene(), call = scene.call
        let agentsLeg = try await scene.connectAgent()
        var whiles = [try await scene.listen()]
        try await scene.add(.listening)
        whiles.append(try await scene.listen())
        for role in [LegRole.whispering, .joined, .agent] {
            _ = try await scene.ask(SetLeg(call: call, leg: "third", role: role))
            whiles.append(try await scene.listen())
        }
        _ = try await scene.ask(DropLeg(call: call, leg: agentsLeg))
        whiles.append(try await scene.listen())
        #expect(try await scene.agent.happened("ended peer"))
        let heard = try await scene.heard(whiles)
        let (c, a, t) = (Self.caller, Self.agent, Self.third)
        //                        two legs, listening, whispering, joined, took over, agent gone
        #expect(heard.caller == [[a], [a], [a], [a, t], [a, t], [t]])
        #expect(heard.agent == [[c], [c], [c, t], [c, t], [c, t], []])
        #expect(heard.third == [[], [c, a], [c, a], [c, a], [c, a], [c]])
        let journal = scene.gateway.journal
        #expect(try journal.all(LegJoined.self).map(\.role) == [.listening, .whispering, .joined, .joined])
        #expect(try journal.all(AgentConnected.self).map(\.agent) == ["li", "wang"])
        #expect(try journal.all(LegLeft.self).map(\.agent) == ["li"])
        #expect(try journal.all(CallEnded.self).map(\.cause) == [.callerHungUp])
    }

    @Test func anAgentConsultsAColleagueWhileTheCallerHearsMusicAndLeaves() async throws {
        let scene = try await Scene(), call = scene.call
        let agentsLeg = try await scene.connectAgent()
        _ = try await scene.ask(HoldCaller(call: call, isHeld: true))
        var whiles = [try await scene.listen()]
        try await scene.add(.consulted)
        whiles.append(try await scene.listen())
        _ = try await scene.ask(HoldCaller(call: call, isHeld: false))
        whiles.append(try await scene.listen())
        _ = try await scene.ask(DropLeg(call: call, leg: agentsLeg))
        whiles.append(try await scene.listen())
        scene.third.perform(.hangUp)
        #expect(try await scene.caller.happened("ended peer"))
        let heard = try await scene.heard(whiles)
        let (c, a, t) = (Self.caller, Self.agent, Self.third)
        //                        on hold, consulting, all three, agent gone
        #expect(heard.caller == [[Self.music], [Self.music], [a, t], [t]])
        #expect(heard.agent == [[], [t], [c, t], []])
        #expect(heard.third == [[], [a], [c, a], [c]])
        let journal = scene.gateway.journal
        #expect(try journal.all(CallHeld.self).map(\.isHeld) == [true, false])
        #expect(try journal.all(AgentConnected.self).map(\.fence) == [1, 2])
        #expect(try journal.all(CallEnded.self).map(\.cause) == [.agentHungUp])
    }

    @Test func theAgentsPhoneHoldsTheCallAndSpeechHearsNothingMeanwhile() async throws {
        let scene = try await Scene()
        _ = try await scene.connectAgent()
        // A phone changes nothing before the ACK to its answer has come.
        #expect(try await scene.agent.happened("connected"))
        scene.agent.perform(.hold(true))
        #expect(try await scene.agent.happened("changed"))
        try await Task.sleep(for: .milliseconds(200))
        let before = scene.speech.audio.count
        var whiles = [try await scene.listen()]
        let during = scene.speech.audio.count - before
        scene.agent.perform(.hold(false))
        whiles.append(try await scene.listen())
        let heard = try await scene.heard(whiles)
        #expect(during == 0)
        #expect(heard.caller == [[Self.music], [Self.agent]])
        #expect(heard.agent == [[], [Self.caller]])
        #expect(try scene.gateway.journal.all(CallHeld.self).map(\.by) == [.agent, .agent])
    }

    @Test func theCallersPhoneHoldsTheCallAndTheAssistantWaits() async throws {
        let scene = try await Scene()
        scene.caller.perform(.hold(true))
        #expect(try await scene.caller.happened("changed"))
        try await Task.sleep(for: .milliseconds(200))
        let before = scene.speech.audio.count
        try scene.speech.say(G711.aLaw(Tone(Self.assistant, level: -12).samples(milliseconds: 600)), generation: 1)
        var whiles = [try await scene.listen()]
        let during = scene.speech.audio.count - before
        let isSpoken = scene.speech.controls.contains { if case .played = $0 { true } else { false } }
        scene.caller.perform(.fallSilent)
        scene.caller.perform(.hold(false))
        whiles.append(try await scene.listen())
        let heard = try await scene.heard(whiles)
        #expect(during == 0 && !isSpoken)
        #expect(heard.caller == [[], [Self.assistant]])
        #expect(try scene.gateway.journal.all(CallHeld.self).map(\.by) == [.caller, .caller])
    }

    @Test func aSupervisorListensToTheAssistantAndTakesTheCall() async throws {
        let scene = try await Scene(), call = scene.call
        scene.caller.perform(.fallSilent)
        try await scene.add(.listening)
        try await Task.sleep(for: .milliseconds(300))
        try scene.speech.say(G711.aLaw(Tone(Self.assistant, level: -12).samples(milliseconds: 1500)), generation: 1)
        var whiles = [try await scene.listen()]
        _ = try await scene.ask(SetLeg(call: call, leg: "third", role: .agent, fence: 7))
        whiles.append(try await scene.listen())
        let heard = try await scene.heard(whiles)
        #expect(heard.caller == [[Self.assistant], [Self.third]])
        #expect(heard.third == [[Self.assistant], []])
        #expect(scene.speech.controls.contains(.bridged))
        #expect(try scene.gateway.journal.all(AgentConnected.self).map(\.fence) == [7])
    }

    @Test func theAgentGivesTheCallBackAndTheAssistantSpeaksAgain() async throws {
        let scene = try await Scene(), call = scene.call
        _ = try await scene.connectAgent()
        scene.caller.perform(.fallSilent)
        let question = HandBack(call: call, speech: "speech-1", epoch: 2, tenant: "warm", pack: "heating", queue: "repairs", trace: TraceParent("00-0-0-01"))
        _ = try await scene.ask(question)
        #expect(try await scene.agent.happened("ended peer"))
        try scene.speech.say(G711.aLaw(Tone(Self.assistant, level: -12).samples(milliseconds: 1500)), generation: 1, handle: 2, epoch: 2)
        let whiles = [try await scene.listen()]
        await #expect(throws: RequestFailure.self) { try await scene.ask(question) }
        let heard = try await scene.heard(whiles)
        #expect(heard.caller == [[Self.assistant]])
        #expect(scene.speech.started.map(\.epoch) == [1, 2] && scene.speech.started.map(\.returned) == [nil, true])
        #expect(try scene.gateway.journal.all(CallEnded.self).map(\.cause) == [.callerHungUp])
    }

    @Test func aColleagueWhoseRingingIsGivenUpStopsRinging() async throws {
        let scene = try await Scene(), call = scene.call
        _ = try await scene.connectAgent()
        let slow = try TestCaller()
        try await scene.gateway.registrations.bound("1003", PhoneContact(contact: "sip:1003@\(slow.contact)", peer: slow.contact), expires: Timestamp(microseconds: .max))
        let phone = UncheckedBox(slow)
        async let isReleased = onThread { phone.value.run(.seconds(8)) { $0.isEnded } }
        async let answer = scene.ask(AddLeg(call: call, leg: "slow", target: .phone("1003"), role: .consulted, ring: 30, trace: TraceParent("00-0-0-01")))
        let rings = try await onThread { eventually { phone.value.events.contains("rings") } }
        #expect(rings)
        _ = try await scene.ask(DropLeg(call: call, leg: "slow"))
        #expect(try await answer == .dropped)
        #expect(try await isReleased)
        #expect(try await scene.ask(AddLeg(call: "nobody", leg: "x", target: .phone("1003"), role: .joined, ring: 5, trace: TraceParent(""))) == .callerGone)
        #expect(try await scene.ask(AddLeg(call: call, leg: "x", target: .phone("nowhere"), role: .joined, ring: 5, trace: TraceParent(""))) == .unreachable)
        await #expect(throws: RequestFailure.self) { try await scene.ask(DropLeg(call: call, leg: "slow")) }
        _ = try await scene.heard([])
    }
}
