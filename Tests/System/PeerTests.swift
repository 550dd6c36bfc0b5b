import Audio
import Foundation
import Runtime
import Testing
import Vocabulary

extension SystemTests.Together {
    /// Independent SIP clients of Debian.
    @Suite("peers of other makers") struct Peers {
        @Test("SIPp completes a call to the number echo") func sipp() async throws {
            let suite = try LiveSuite.current, scratch = try Scratch()
            let before = (
                received: try await suite.metric("hotline_rtp_packets_received_total", .mediaGateway),
                sent: try await suite.metric("hotline_rtp_packets_sent_total", .mediaGateway)
            )
            defer { scratch.remove() }
            let file = scratch.file("caller.xml")
            try SIPp.scenario(sound: try SIPp.sound(of: .openingHours, leadIn: 0, in: scratch)).write(to: file, atomically: true, encoding: .utf8)
            let outcome = try await Command.run(
                try Prerequisites.program("sipp", package: "sip-tester"),
                SIPp.arguments(to: "echo", at: suite.gateway(0), file, talk: .seconds(3)), within: .seconds(30))
            #expect(outcome.status == 0, "\(outcome.errors.suffix(1500))")
            // Calls of diagnostic numbers are nobody's, so that they are not in the figures.
            let received = try await suite.metric("hotline_rtp_packets_received_total", .mediaGateway) - before.received
            let sent = try await suite.metric("hotline_rtp_packets_sent_total", .mediaGateway) - before.sent
            #expect(received > 100)
            #expect(sent > 100)
        }

        @Test("SIPp asks the assistant and is understood") func sippAsks() async throws {
            let suite = try LiveSuite.current, scratch = try Scratch(), begun = SystemTime().timestamp()
            defer { scratch.remove() }
            let file = scratch.file("caller.xml")
            try SIPp.scenario(sound: try SIPp.sound(of: .openingHours, leadIn: 12, in: scratch)).write(to: file, atomically: true, encoding: .utf8)
            let outcome = try await Command.run(
                try Prerequisites.program("sipp", package: "sip-tester"),
                SIPp.arguments(to: LiveSuite.number, at: suite.gateway(0), file, talk: .seconds(20)), within: .seconds(60))
            #expect(outcome.status == 0, "\(outcome.errors.suffix(1500))")
            try await isUnderstood(.openingHours, suite, since: begun)
        }

        @Test("baresip asks the assistant and is understood") func baresip() async throws {
            let suite = try LiveSuite.current, scratch = try Scratch(), begun = SystemTime().timestamp()
            defer { scratch.remove() }
            try Baresip.prepare(scratch, saying: .openingHours, leadIn: 12)
            let outcome = try await Command.run(
                try Prerequisites.program("baresip", package: "baresip"),
                ["-f", scratch.folder.path, "-e", "/dial sip:\(LiveSuite.number)@\(suite.gateway(0))", "-t", "22"], within: .seconds(60))
            #expect(outcome.output.contains("Call established") || outcome.errors.contains("Call established"), "\(outcome.output.suffix(1500))")
            try await isUnderstood(.openingHours, suite, since: begun)
        }

        private func isUnderstood(_ said: Spoken, _ suite: LiveSuite, since begun: Timestamp) async throws {
            let call = try #require(try await suite.newestCall(to: LiveSuite.number, since: begun))
            let story = try await suite.story(of: call)
            let wrong = characterErrorRate(heard: story.heard.joined(), said: try said.transcript())
            #expect(wrong <= 0.34, "heard \(story.heard)")
            #expect(!story.intents.isEmpty)
        }
    }
}
