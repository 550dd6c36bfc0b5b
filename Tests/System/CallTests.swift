import Foundation
import Phone
import Testing

extension SystemTests.Together {
    @Suite("calls") struct Calls {
        @Test("the number echo returns every tone") func echo() async throws {
            let suite = try LiveSuite.current
            let call = try PlacedCall.steady(through: suite.gateway(0))
            _ = await call.log.wait(within: .seconds(10)) { $0.isConnected }
            try await Task.sleep(for: .seconds(3))
            call.hangUp()
            _ = await call.finish()
            #expect(call.log.all.count { $0.event.isSound } >= 2, "\(call.log.text)")
            #expect(call.log.all.last.map { $0.event == .ended(.localHangUp) } ?? false, "\(call.log.text)")
        }

        @Test("the assistant answers, understands and replies; the figures and the trace tell the same story") func assistant() async throws {
            let suite = try LiveSuite.current
            let script = CallerScript(calling: LiveSuite.number, turns: [try Spoken.openingHours.turn()])
            let (ended, _) = await (try PlacedCall(script, through: suite.gateway(0))).finish()
            let report = ended.report
            #expect(report.isAnswered, "\(report)")
            #expect(report.greeting > 500, "the greeting says who speaks and that the call is recorded")
            let story = try await suite.story(of: report.call)
            #expect(story.heard.count == 1)
            let wrong = characterErrorRate(heard: story.heard.first ?? "", said: try Spoken.openingHours.transcript())
            #expect(wrong <= 0.34, "heard \(story.heard)")
            #expect(!story.intents.isEmpty)
            #expect(story.summary.cause == "caller-hung-up")

            let masked = try await suite.hotline("trace", report.call)
            for part in ["call to \(LiveSuite.number)", "admitted", "understood", "caller-hung-up", "‹masked›"] { #expect(masked.contains(part), "\(masked)") }
            #expect(!masked.contains(story.heard.first ?? "nothing was heard"))
            let words = try await suite.hotline("trace", report.call, "--words")
            #expect(words.contains(story.heard.first ?? "nothing was heard"))
        }

        @Test("the doctor finds nothing amiss") func doctor() async throws {
            let suite = try LiveSuite.current
            let findings = try await suite.hotline("doctor", "--json", "--base-port", String(suite.basePort))
            #expect(findings.contains("ready at \(suite.http(.routing))"), "\(findings)")
            #expect(!findings.contains("missing"), "\(findings)")
        }
    }
}
