import Audio
import Contracts
import Foundation
import Phone
import Testing
import Vocabulary

extension SystemTests.Together {
    /// Each service dies in the middle of a call. docs/operations.md says what is expected; the caller's own log is the judge.
    @Suite("a service is killed during a call") struct Killed {
        private func caller(_ turns: [Spoken]) throws -> CallerScript {
            var settings = CallerScript.Settings()
            settings.interrupt = .milliseconds(1500)
            return CallerScript(calling: LiveSuite.number, turns: try turns.map { try $0.turn() }, settings: settings)
        }

        /// Waits until the greeting sounds.
        private func greeting<Script>(_ call: PlacedCall<Script>) async throws -> String {
            _ = try #require(await call.log.wait(within: .seconds(10)) { $0.isSound }, "\(call.log.text)")
            return try #require(call.log.call)
        }

        /// Waits until so many turns have been said and the last is being answered.
        private func answer<Script>(_ call: PlacedCall<Script>, to turn: Int) async throws {
            let isSaid = await eventually(within: .seconds(60)) { call.log.all.count { $0.event.isSaid } >= turn }
            #expect(isSaid, "\(call.log.text)")
            let said = call.log.all.last { $0.event.isSaid }
            _ = try #require(await call.log.wait(within: .seconds(20), after: said?.at) { $0.isSound }, "\(call.log.text)")
        }

        @Test(
            "routing, the desk, ticketing, analytics: the call goes on, is answered, and nothing is lost",
            arguments: [ServiceName.routing, .agentAssist, .ticketing, .analytics])
        func bystanders(_ service: ServiceName) async throws {
            let suite = try LiveSuite.current
            let call = try PlacedCall(try caller([.openingHours]), through: suite.gateway(0))
            let name = try await greeting(call)
            try suite.crash(service)
            try await answer(call, to: 1)
            call.hangUp()
            let report = await call.finish().script.report
            #expect(report.isAnswered, "\(report)")
            #expect(report.end == "local", "the caller, and nobody else, ended the call: \(call.log.text)")
            try await suite.recovered(service)
            try await hasWholeStory(name, turns: 1)
        }

        /// A crash costs a recording its last second, and nothing before it.
        private func isRecorded(_ call: String, _ suite: LiveSuite, talked: Duration) async throws {
            let address = suite.http(.analytics) + "/v1/calls/\(call)/recording", token = try await suite.token()
            var seconds = 0.0
            _ = try await eventually(within: .seconds(10)) {
                let sound = try? WaveFile([UInt8](try await Web.get(address, token: token).body))
                seconds = sound.map { Double($0.samples.count) / Double($0.rate * $0.channels) } ?? 0
                return seconds > 0
            }
            let whole = talked.milliseconds / 1000
            #expect(seconds > whole - 1.6 && seconds < whole + 0.2, "\(seconds) s of \(whole) s: a second, and what lies between the last sound and the crash")
        }

        @Test("a gateway: its caller hears nothing more, routing ends the call; a call of another gateway goes on") func gateway() async throws {
            let suite = try LiveSuite.current
            let lost = try PlacedCall(try caller([.openingHours]), through: suite.gateway(0), limit: .seconds(30))
            let kept = try PlacedCall.steady(through: suite.gateway(1))
            let name = try await greeting(lost)
            try await Task.sleep(for: .seconds(4))
            try suite.crash(.mediaGateway, 0)
            let crashed = ContinuousClock.now
            let end = try await suite.event(CallLost.self, of: name, within: .seconds(10))
            #expect(end?.reason == "gateway-lost")
            try await suite.recovered(.mediaGateway, 0)
            #expect(!lost.log.all.contains { $0.at > crashed + .seconds(1) && $0.event.isSound }, "\(lost.log.text)")
            #expect(await kept.log.wait(within: .seconds(5), after: .now) { $0.isSound } != nil, "\(kept.log.text)")
            kept.hangUp()
            lost.hangUp()
            let answered = try #require(lost.log.first { $0.isConnected }).at
            try await isRecorded(name, suite, talked: crashed - answered)
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
            // A caller with the patience to hear out who takes over.
            let turns = [try Spoken.openingHours.turn(), try Spoken.heatingIsCold.turn()]
            let call = try PlacedCall(CallerScript(calling: LiveSuite.number, turns: turns), through: suite.gateway(0), silence: .milliseconds(2500))
            let name = try await greeting(call)
            try await answer(call, to: 1)
            let holder = try #require(try await suite.event(CallAdmitted.self, of: name)?.speech)
            kill(try #require(suite.pid(of: holder)), SIGKILL)
            try await answer(call, to: 2)
            call.hangUp()
            let report = await call.finish().script.report
            #expect(report.isAnswered, "\(report)")
            #expect(report.end == "local", "\(call.log.text)")
            let isTold = try await eventually(within: .seconds(10)) { try await suite.events(of: name).count { $0.type == UtteranceRecognised.type } == 2 }
            let events = try await suite.events(of: name)
            #expect(isTold, "both turns are in the log: \(events.map(\.type))")
            let epochs = try events.compactMap { try $0.decoded(as: ConversationStarted.self)?.epoch }
            #expect(epochs.max() ?? 0 > 1, "another instance took over: \(epochs)")
        }

        @Test("speech-intent, the only one, freezes: the gateway's own prompt is heard, and a key leaves a call-back") func onlySpeech() async throws {
            let suite = try LiveSuite.current
            let call = try PlacedCall(PressingCaller(calling: LiveSuite.number, key: "1", atSound: 2), through: suite.gateway(0), limit: .seconds(60))
            let name = try await greeting(call)
            _ = try #require(await call.log.wait(within: .seconds(20)) { $0.isSilence }, "\(call.log.text)")
            try suite.signal(SIGSTOP, .speechIntent)
            let stopped = ContinuousClock.now
            let prompt = await call.log.wait(within: .seconds(8), after: stopped) { $0.isSound }
            let end = await call.log.wait(within: .seconds(30), after: stopped) { $0.isEnd }
            try suite.signal(SIGCONT, .speechIntent)
            call.hangUp()
            _ = await call.finish()
            #expect(prompt != nil, "\(call.log.text)")
            #expect(end?.event == .ended(.peerHungUp), "the gateway notes the wish and says goodbye: \(call.log.text)")
            #expect(try await suite.event(CallBackRequested.self, of: name) != nil)
            try await suite.recovered(.speechIntent)
        }

        @Test("speech-intent, the only one, is killed: the gateway speaks until it is back, and the conversation goes on") func onlySpeechKilled() async throws {
            let suite = try LiveSuite.current
            let call = try PlacedCall(PressingCaller(calling: LiveSuite.number, key: "#", atSound: .max), through: suite.gateway(0), limit: .seconds(90))
            let name = try await greeting(call)
            _ = try #require(await call.log.wait(within: .seconds(20)) { $0.isSilence }, "\(call.log.text)")
            try suite.crash(.speechIntent)
            let killed = ContinuousClock.now
            let prompt = await call.log.wait(within: .seconds(8), after: killed) { $0.isSound }
            #expect(prompt != nil, "the gateway's prompt: \(call.log.text)")
            let isResumed = try await eventually(within: .seconds(60)) {
                try await suite.events(of: name).compactMap { try $0.decoded(as: ConversationStarted.self)?.epoch }.contains { $0 > 1 }
            }
            #expect(isResumed, "the instance that came back took the conversation: \(call.log.text)")
            #expect(call.log.all.last?.event.isEnd == false, "the call was kept: \(call.log.text)")
            call.hangUp()
            _ = await call.finish()
            try await suite.recovered(.speechIntent)
        }

        @Test("routing does not answer: a new caller is picked up all the same and hears the gateway's prompt") func newCallWithoutRouting() async throws {
            let suite = try LiveSuite.current
            try suite.signal(SIGSTOP, .routing)
            let call = try PlacedCall(PressingCaller(calling: LiveSuite.number, key: "#", atSound: .max), through: suite.gateway(0), limit: .seconds(30))
            let outcome = await Result { try await greeting(call) }
            try suite.signal(SIGCONT, .routing)
            let name = try outcome.get()
            call.hangUp()
            _ = await call.finish()
            #expect(try await suite.event(CallStarted.self, of: name)?.treatment == "fallback")
            try await suite.recovered(.routing)
        }

        /// The log has each fact of the call once, and the figures agree.
        private func hasWholeStory(_ call: String, turns: Int) async throws {
            let suite = try LiveSuite.current
            let isTold = try await eventually(within: .seconds(15)) {
                let types = try await suite.events(of: call).map(\.type)
                return types.contains(CallEnded.type) && types.contains(ConversationEnded.type)
            }
            #expect(isTold, "the call and its conversation have ended")
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
