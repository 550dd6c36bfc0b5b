import Audio
import Contracts
import MediaGatewayCore
import Protocols
import Testing
import TestKit
import Vocabulary

/// Calls that a scripted assistant answers, over real sockets.
@Suite(.serialized, .timeLimit(.minutes(2))) struct AssistantCallTests {
    static let tone = G711.aLaw(Tone(600, level: -12).samples(milliseconds: 1000))

    /// Routing that admits to `speech-1` and reassigns to `speech-2`.
    private func admitting(_ gateway: TestGateway) async {
        await gateway.routing.serve(AdmitCall.self) { _, _ in
            AdmitCall.Answer(tenant: "warm", treatment: .assistant(speech: "speech-1", epoch: 1, pack: "heating", queue: "repairs"))
        }
        await gateway.routing.serve(ReassignSpeech.self) { request, _ in
            ReassignSpeech.Answer(treatment: .assistant(speech: "speech-2", epoch: request.epoch + 1, pack: "heating", queue: "repairs"))
        }
    }

    @Test func theAssistantSpeaksAndListens() async throws {
        let gateway = try TestGateway()
        await admitting(gateway)
        let speech = await ScriptedSpeech("speech-1", on: gateway.network)
        let address = gateway.address
        let heard = try await onThread {
            let caller = try TestCaller()
            try caller.dial("4001", at: address)
            _ = caller.run { _ in speech.started.count == 1 }
            // At once, which may be before the gateway has heard that its call was taken.
            try speech.say(Self.tone, generation: 1)
            _ = caller.run { _ in speech.controls.contains(.played(generation: 1, frames: 50, finished: true)) }
            caller.saying = G711.aLaw(Tone(1000, level: -20).samples(milliseconds: 800))
            _ = caller.run { _ in speech.audio.filter { Level.power(aLaw: $0.alaw) > 1e-3 }.count >= 38 }
            caller.keys.press(try #require(DTMFDigit("5")))
            _ = caller.run { _ in speech.controls.contains(.digit(UInt8(ascii: "5"))) }
            caller.hangUp()
            _ = caller.run { $0.isEnded }
            _ = speech.wait { $0.ended.count == 1 }
            return caller.heard.map(\.alaw).filter { Level.power(aLaw: $0) > 1e-3 }.flatMap { $0 }
        }
        let isWhole = heard == Self.tone
        #expect(isWhole)
        #expect(speech.controls.contains(.digit(UInt8(ascii: "5"))))
        #expect(speech.started.first?.caller?.revealed == "13800000001" && speech.ended.map(\.epoch) == [1])
        #expect(speech.audio.map(\.seq) == (0..<UInt32(speech.audio.count)).map { $0 })
        #expect(speech.audio.filter { Level.power(aLaw: $0.alaw) > 1e-3 }.count >= 35)
        try await gateway.end()
        #expect(gateway.journal.types.filter { $0 != RecordingStored.type } == [CallStarted.type, CallAnswered.type, CallEnded.type])
        let ended = try #require(try gateway.journal.all(CallEnded.self).first)
        #expect(ended.cause == .callerHungUp && ended.received > 40 && ended.lost == 0)
        #expect(gateway.recorder.segments.first?.count == 50 * 320)
    }

    @Test func theCallersVoicePausesTheAssistantAndItResumesWhereItStopped() async throws {
        let gateway = try TestGateway()
        await admitting(gateway)
        let speech = await ScriptedSpeech("speech-1", on: gateway.network)
        let address = gateway.address
        let (onset, total) = try await onThread {
            let caller = try TestCaller()
            try caller.dial("4001", at: address)
            _ = caller.run { _ in speech.started.count == 1 }
            try speech.say(Self.tone + Self.tone, generation: 1)
            _ = caller.run { $0.loud().count >= 20 }
            caller.saying = G711.aLaw(Tone(300, 1100, level: -15).samples(milliseconds: 300))
            _ = caller.run { _ in speech.controls.contains { if case .voiceOnset = $0 { true } else { false } } }
            let onset = speech.controls.compactMap { if case .voiceOnset(let generation, let frames) = $0 { [generation, frames] } else { nil } }.first
            // Nothing more is heard of the assistant until it is told to go on.
            _ = caller.run(.milliseconds(60))
            let before = caller.loud().count
            _ = caller.run(.milliseconds(300))
            let during = caller.loud().count - before
            try speech.tell(.resume(generation: 1))
            _ = caller.run { _ in speech.controls.contains(.played(generation: 1, frames: 100, finished: true)) }
            _ = caller.run(.milliseconds(100))
            caller.hangUp()
            _ = caller.run { $0.isEnded }
            return (onset, [during, caller.loud().count])
        }
        #expect(onset?[0] == 1 && (onset?[1] ?? 0) >= 20)
        #expect(total == [0, 100])
        try await gateway.end()
    }

    @Test func anInterruptionIsFlushedAndTheAssistantEndsTheCall() async throws {
        let gateway = try TestGateway()
        await admitting(gateway)
        let speech = await ScriptedSpeech("speech-1", on: gateway.network)
        let address = gateway.address
        let (flushed, isEnded) = try await onThread {
            let caller = try TestCaller()
            try caller.dial("4001", at: address)
            _ = caller.run { _ in speech.started.count == 1 }
            try speech.say(Self.tone, generation: 1)
            _ = caller.run { $0.loud().count >= 10 }
            try speech.tell(.flush(generation: 1))
            _ = caller.run { _ in speech.controls.contains { if case .played(1, _, true) = $0 { true } else { false } } }
            let flushed = caller.loud().count
            try speech.say(Array(Self.tone.prefix(800)), generation: 2)
            try speech.tell(.hangUp(generation: 2))
            let isEnded = caller.run { $0.isEnded }
            return (flushed, isEnded && caller.loud().count >= 14)
        }
        #expect(flushed < 40 && isEnded)
        try await gateway.end()
        #expect(try gateway.journal.all(CallEnded.self).map(\.cause) == [.assistantFinished])
    }

    @Test func anotherInstanceTakesOverFromOneThatIsGone() async throws {
        let gateway = try TestGateway()
        await admitting(gateway)
        let first = await ScriptedSpeech("speech-1", on: gateway.network)
        let second = await ScriptedSpeech("speech-2", on: gateway.network)
        let address = gateway.address, network = gateway.network
        let loud = try await onThread {
            let caller = try TestCaller()
            try caller.dial("4001", at: address)
            _ = caller.run { _ in first.audio.count > 10 }
            network.remove("speech-1")
            _ = caller.run { _ in second.audio.count > 10 }
            try second.say(Self.tone, generation: 1, epoch: 2)
            _ = caller.run { $0.loud().count >= 50 }
            caller.hangUp()
            _ = caller.run { $0.isEnded }
            return caller.loud().count
        }
        #expect(loud == 50 && second.started.map(\.epoch) == [2])
        try await gateway.end()
    }

    @Test func withoutRoutingTheGatewayAnswersAndNotesACallBack() async throws {
        let gateway = try TestGateway()
        gateway.network.remove("routing-1")
        let address = gateway.address
        let heard = try await onThread {
            let caller = try TestCaller()
            try caller.dial("4001", at: address)
            _ = caller.run { $0.loud().count >= 10 }
            caller.keys.press(try #require(DTMFDigit("1")))
            _ = caller.run { $0.isEnded }
            return caller.isEnded
        }
        #expect(heard)
        try await gateway.end()
        #expect(gateway.journal.types.filter { $0 != RecordingStored.type } == [CallStarted.type, CallAnswered.type, CallBackRequested.type, CallEnded.type])
        #expect(try gateway.journal.all(CallStarted.self).first?.treatment == "fallback")
    }

    @Test func aNumberOfNobodyIs404AndADrainingGatewayAnswers503() async throws {
        let gateway = try TestGateway()
        await gateway.routing.serve(AdmitCall.self) { _, _ in AdmitCall.Answer(tenant: "", treatment: .unknownNumber) }
        let address = gateway.address
        let status = try await onThread {
            let caller = try TestCaller()
            try caller.dial("9999", at: address)
            _ = caller.run { $0.isEnded }
            return caller.status
        }
        #expect(status == 404)
        await gateway.gateway.drain()
        let refused = try await onThread {
            let caller = try TestCaller()
            try caller.dial("echo", at: address)
            _ = caller.run(.seconds(1)) { $0.isEnded }
            return caller.status
        }
        #expect(refused == 503)
        try await gateway.end()
        #expect(gateway.journal.types == [])
    }
}
