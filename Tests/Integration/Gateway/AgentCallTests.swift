import Audio
import Contracts
import MediaGatewayCore
import MediaGatewayShell
import Protocols
import Testing
import TestKit
import Vocabulary

/// Callers and agents, over real sockets.
@Suite(.serialized, .timeLimit(.minutes(2))) struct AgentCallTests {
    private func admitting(_ gateway: TestGateway) async {
        await gateway.routing.serve(AdmitCall.self) { _, _ in
            AdmitCall.Answer(tenant: "warm", treatment: .assistant(speech: "speech-1", epoch: 1, pack: "heating", queue: "repairs"))
        }
    }

    private func question(_ call: CallID, fence: Int64, ring: Int = 10) -> ConnectAgent {
        ConnectAgent(call: call, agent: "li", phone: "1001", fence: fence, ring: ring, trace: TraceParent("00-0-0-01"))
    }

    /// A caller in µ-law and an agent in A-law: each hears the other's tone.
    @Test func callerAndAgentHearEachOther() async throws {
        let gateway = try TestGateway()
        await admitting(gateway)
        let speech = await ScriptedSpeech("speech-1", on: gateway.network)
        let address = gateway.address, routing = gateway.routing, registrations = gateway.registrations
        let agent = try TestCaller(answersIncoming: true)
        try await registrations.bound([RegisteredPhone("1001", at: PhoneContact(contact: "sip:1001@\(agent.contact)", peer: agent.contact), expires: Timestamp(microseconds: .max))])
        let phone = UncheckedBox(agent)

        async let callersSide = onThread { () -> (Int, Bool) in
            let caller = try TestCaller(codecs: [.pcmu])
            try caller.dial("4001", at: address)
            _ = caller.run { _ in speech.controls.contains(.bridged) }
            caller.saying = G711.muLaw(Tone(500, level: -12).samples(milliseconds: 1000))
            _ = caller.run(.seconds(8)) { $0.isEnded }
            return (caller.heard.filter { Level.power(muLaw: $0.alaw) > 1e-3 }.count, caller.isEnded)
        }
        async let agentsSide = onThread { () -> Int in
            let agent = phone.value
            _ = agent.run { $0.isAnswered }
            agent.saying = G711.aLaw(Tone(900, level: -12).samples(milliseconds: 1000))
            _ = agent.run(.seconds(8)) { $0.loud().count >= 45 }
            _ = agent.run(.milliseconds(600))
            agent.hangUp()
            _ = agent.run { $0.isEnded }
            return agent.loud().count
        }
        let isStarted = try await onThread { speech.wait { $0.started.count == 1 } }
        #expect(isStarted)
        let call = try #require(speech.started.first).call
        let answer = try await routing.ask(question(call, fence: 1), of: "gateway-1")
        guard case .connected = answer else { return #expect(Bool(false), "\(answer)") as Void }
        let (callerHeard, callerEnded) = try await callersSide
        #expect(callerHeard >= 45 && callerEnded)
        #expect(try await agentsSide >= 45)
        #expect(speech.audio.contains { $0.party == .agent && Level.power(aLaw: $0.alaw) > 1e-3 })
        try await gateway.end()
        #expect(gateway.journal.types.filter { $0 != RecordingStored.type } == [CallStarted.type, CallAnswered.type, AgentConnected.type, CallEnded.type])
        #expect(try gateway.journal.all(CallEnded.self).map(\.cause) == [.agentHungUp])
    }

    @Test func aPhoneThatIsNowhereIsUnreachableAndTheCallGoesOn() async throws {
        let gateway = try TestGateway()
        await admitting(gateway)
        let speech = await ScriptedSpeech("speech-1", on: gateway.network)
        let address = gateway.address, routing = gateway.routing
        async let callersSide = onThread { () -> Bool in
            let caller = try TestCaller()
            try caller.dial("4001", at: address)
            _ = caller.run { _ in speech.controls.contains(.played(generation: 9, frames: 1, finished: true)) }
            caller.hangUp()
            return caller.run { $0.isEnded }
        }
        _ = try await onThread { speech.wait { $0.started.count == 1 } }
        let call = try #require(speech.started.first).call
        #expect(try await routing.ask(question(call, fence: 1), of: "gateway-1") == .unreachable)
        await #expect(throws: RequestFailure.self) { try await routing.ask(question(call, fence: 1), of: "gateway-1") }
        #expect(try await routing.ask(question("nobody", fence: 1), of: "gateway-1") == .callerGone)
        try speech.say(Array(repeating: 0xD5, count: 160), generation: 9)
        #expect(try await callersSide)
        try await gateway.end()
    }

    @Test func aPhoneThatNobodyPicksUpIsGivenBack() async throws {
        let gateway = try TestGateway()
        await admitting(gateway)
        let speech = await ScriptedSpeech("speech-1", on: gateway.network)
        let address = gateway.address, routing = gateway.routing
        let agent = try TestCaller()
        try await gateway.registrations.bound([RegisteredPhone("1001", at: PhoneContact(contact: "sip:1001@\(agent.contact)", peer: agent.contact), expires: Timestamp(microseconds: .max))])
        let phone = UncheckedBox(agent)
        async let agentsSide = onThread { phone.value.run(.seconds(8)) { $0.isEnded } }
        async let callersSide = onThread { () -> Bool in
            let caller = try TestCaller()
            try caller.dial("4001", at: address)
            // Ringback fills the silence while the phone rings.
            let hears = caller.run { $0.loud().count >= 10 }
            _ = caller.run { _ in phone.value.isEnded }
            caller.hangUp()
            return caller.run { $0.isEnded } && hears
        }
        _ = try await onThread { speech.wait { $0.started.count == 1 } }
        let call = try #require(speech.started.first).call
        #expect(try await routing.ask(question(call, fence: 1, ring: 1), of: "gateway-1") == .noAnswer)
        #expect(try await agentsSide)
        #expect(try await callersSide)
        try await gateway.end()
    }

    @Test func aPhoneRegistersWithItsSecretAlone() async throws {
        let gateway = try TestGateway()
        let address = gateway.address
        let (right, wrong) = try await onThread {
            (try TestCaller().register("1001", "secret", at: address), try TestCaller().register("1001", "guess", at: address))
        }
        #expect(right == true && wrong == false)
        let shared = try await onThread { [registrations = gateway.registrations] in eventually { registrations.count == 1 } }
        #expect(shared)
        try await gateway.end()
    }
}

/// Hands a value to the one thread that uses it from then on.
final class UncheckedBox<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
