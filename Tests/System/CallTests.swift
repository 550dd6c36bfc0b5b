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

        @Test("a recording is played back whole and in part, and to nobody without a token") func recording() async throws {
            let suite = try LiveSuite.current
            let script = CallerScript(calling: LiveSuite.number, turns: [try Spoken.openingHours.turn()])
            let report = await (try PlacedCall(script, through: suite.gateway(0))).finish().script.report
            let story = try await suite.story(of: report.call)
            #expect(story.summary.cause == "caller-hung-up")
            let address = suite.http(.analytics) + "/v1/calls/\(report.call)/recording", token = try await suite.token()
            #expect(try await Web.get(address).status == 401)
            var whole = Data()
            // The greeting alone takes more than four seconds; two voices of 8 kHz are 16,000 octets a second.
            _ = try await eventually(within: .seconds(10)) {
                whole = try await Web.get(address, token: token).body
                return whole.count > 44 + 4 * 16_000
            }
            #expect(whole.prefix(4).elementsEqual("RIFF".utf8) && whole.count > 44 + 4 * 16_000, "\(whole.count) octets")
            let sounds = whole.enumerated().filter { $0.offset >= 44 && $0.element & 0x7F != 0x55 }
            let left = sounds.count { $0.offset.isMultiple(of: 2) }, right = sounds.count - left
            #expect(left > 8_000 && right > 8_000, "the caller and the assistant are both heard: \(left) and \(right) sounding samples")
            let part = try await Web.get(address, token: token, range: 16_044..<32_044)
            #expect(part.status == 206 && part.body.elementsEqual(whole[16_044..<32_044]))
        }

        @Test("the doctor finds nothing amiss") func doctor() async throws {
            let suite = try LiveSuite.current
            let findings = try await suite.hotline("doctor", "--json", "--base-port", String(suite.basePort))
            #expect(findings.contains("ready at \(suite.http(.routing))"), "\(findings)")
            #expect(!findings.contains("missing"), "\(findings)")
        }
    }
}
