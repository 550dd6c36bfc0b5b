import Contracts
import Foundation
import Phone
import Testing
import Vocabulary

extension SystemTests {
    /// Each service dies in the middle of a call. docs/operations.md says what is expected; the caller's own log is the judge.
    @Suite("a service is killed during a call", .running(gateways: 2)) struct Killed {
        /// Two turns: the first is answered before, the second after.
        private func caller(_ turns: [Spoken] = [.openingHours, .openingHours]) throws -> CallerScript {
            CallerScript(calling: LiveSuite.number, turns: try turns.map { try $0.turn() })
        }

        /// Waits until the first answer has been heard out.
        private func firstAnswer<Script>(_ call: PlacedCall<Script>) async throws -> ContinuousClock.Instant {
            let said = try #require(await call.log.wait(within: .seconds(30)) { if case .said = $0 { true } else { false } }, "\(call.log.text)")
            let answered = try #require(await call.log.wait(within: .seconds(20), after: said.at) { $0.isSound }, "\(call.log.text)")
            return answered.at
        }

        @Test(
            "routing, the desk, ticketing, analytics: the call goes on, is answered, and nothing is lost",
            arguments: [ServiceName.routing, .agentAssist, .ticketing, .analytics])
        func bystanders(_ service: ServiceName) async throws {
            let suite = try LiveSuite.current
            let call = try PlacedCall(try caller(), through: suite.gateway(0))
            _ = try await firstAnswer(call)
            try suite.crash(service)
            let report = await call.finish().script.report
            #expect(report.isAnswered, "\(report)")
            #expect(report.end == "local", "the caller, and nobody else, ended the call: \(call.log.text)")
            try await suite.recovered(service)
            try await hasWholeStory(report.call, turns: 2)
        }

        @Test("a gateway: its caller hears nothing more, routing ends the call; a call of another gateway goes on") func gateway() async throws {
            let suite = try LiveSuite.current
            let lost = try PlacedCall(try caller(), through: suite.gateway(0), limit: .seconds(30))
            let kept = try PlacedCall.steady(through: suite.gateway(1))
            _ = try await firstAnswer(lost)
            try suite.crash(.mediaGateway, 0)
            let crashed = ContinuousClock.now
            let name = try #require(lost.log.call)
            let end = try await suite.event(CallLost.self, of: name, within: .seconds(10))
            #expect(end?.reason == "gateway-lost")
            try await suite.recovered(.mediaGateway, 0)
            #expect(!lost.log.all.contains { $0.at > crashed + .seconds(1) && $0.event.isSound }, "\(lost.log.text)")
            #expect(await kept.log.wait(within: .seconds(5), after: .now) { $0.isSound } != nil, "\(kept.log.text)")
            kept.hangUp()
            lost.hangUp()
            _ = await (kept.finish(), lost.finish())
            #expect(kept.log.all.last?.event == .ended(.localHangUp), "\(kept.log.text)")
            let again = try PlacedCall.steady(through: suite.gateway(0))
            #expect(await again.log.wait(within: .seconds(10)) { $0.isSound } != nil, "a gateway that was started again takes calls")
            again.hangUp()
            _ = await again.finish()
        }

        @Test("speech-intent of two: the conversation goes on with the other, and the next question is answered") func speech() async throws {
            let suite = try LiveSuite.current
            let second = try await suite.secondSpeechInstance()
            let outcome = await Result { try await self.takeOver(suite) }
            await second.end(within: .seconds(10))
            try outcome.get()
            try await suite.recovered(.speechIntent)
        }

        private func takeOver(_ suite: LiveSuite) async throws {
            let call = try PlacedCall(try caller(), through: suite.gateway(0))
            _ = try await firstAnswer(call)
            let name = try #require(call.log.call)
            let holder = try #require(try await suite.event(CallAdmitted.self, of: name)?.speech)
            kill(try #require(suite.pid(of: holder)), SIGKILL)
            let report = await call.finish().script.report
            #expect(report.isAnswered, "\(report)")
            #expect(report.end == "local", "\(call.log.text)")
            let epochs = try await suite.events(of: name).compactMap { try $0.decoded(as: ConversationStarted.self)?.epoch }
            #expect(epochs.max() ?? 0 > 1, "another instance took over: \(epochs)")
        }

        @Test("speech-intent, the only one, freezes: the gateway's own prompt is heard, and a key leaves a call-back") func onlySpeech() async throws {
            let suite = try LiveSuite.current
            let call = try PlacedCall(try caller([.openingHours]), through: suite.gateway(0), limit: .seconds(40))
            let answered = try await firstAnswer(call)
            let name = try #require(call.log.call)
            try suite.signal(SIGSTOP, .speechIntent)
            let stopped = ContinuousClock.now
            let prompt = await call.log.wait(within: .seconds(8), after: max(stopped, answered)) { $0.isSound }
            try suite.signal(SIGCONT, .speechIntent)
            #expect(prompt != nil, "\(call.log.text)")
            call.hangUp()
            _ = await call.finish()
            #expect(call.log.all.last?.event == .ended(.localHangUp), "\(call.log.text)")
            #expect(try await suite.event(CallEnded.self, of: name) != nil)
            try await suite.recovered(.speechIntent)
        }

        /// The log has each fact of the call once, and the figures agree.
        private func hasWholeStory(_ call: String, turns: Int) async throws {
            let suite = try LiveSuite.current
            _ = try await suite.event(CallEnded.self, of: call)
            let events = try await suite.events(of: call)
            for type in [CallStarted.type, CallAnswered.type, CallEnded.type, CallAdmitted.type] {
                #expect(events.count { $0.type == type } == 1, "\(type) in \(events.map(\.type))")
            }
            #expect(events.count { $0.type == UtteranceRecognised.type } == turns, "\(events.map(\.type))")
            let story = try await suite.story(of: call)
            #expect(story.heard.count == turns)
            #expect(try await suite.logFaults().isEmpty)
        }
    }
}
