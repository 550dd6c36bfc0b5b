import Contracts
import Foundation
import Phone
import Protocols
import Testing
import Vocabulary

extension SystemTests {
    @Suite("PostgreSQL goes away", .running(ownCluster: true)) struct Outage {
        @Test("calls go on, new callers hear the prompt and may leave a call-back, and afterwards every event is there once") func away() async throws {
            let suite = try LiveSuite.current
            let going = try PlacedCall(
                CallerScript(calling: LiveSuite.number, turns: [try Spoken.openingHours.turn()]),
                through: suite.gateway(0))
            let connected = await going.log.wait(within: .seconds(10)) { $0.isConnected }
            _ = try #require(connected, "\(going.log.text)")
            try await suite.cluster.stop()
            let newcomer = try PlacedCall(
                CallerScript(calling: LiveSuite.number, turns: [.keys([try #require(DTMFDigit("1"))])], settings: Self.patient), through: suite.gateway(0), from: "13900139000")
            let second = await newcomer.finish().script.report
            let first = await going.finish().script.report
            try await suite.cluster.start()

            #expect(first.isAnswered, "\(first)")
            #expect(first.end == "local", "\(going.log.text)")
            #expect(second.answered != nil)
            #expect(second.greeting > 500, "the cached prompt is heard: \(second)")
            for service in ServiceName.allCases where service != .operator { try await suite.recovered(service) }
            try await isWhole(first.call, utterances: 1)
            try await isWhole(second.call, utterances: 0)
            #expect(try await suite.event(CallBackRequested.self, of: second.call) != nil)
            #expect(try await suite.logFaults().isEmpty)

            let after = try PlacedCall(CallerScript(calling: LiveSuite.number, turns: [try Spoken.openingHours.turn()]), through: suite.gateway(0))
            let said = try #require(await after.log.wait(within: .seconds(30)) { $0.isSaid }, "\(after.log.text)")
            #expect(await after.log.wait(within: .seconds(10), after: said.at) { $0.isSound } != nil, "the suite serves again: \(after.log.text)")
            after.hangUp()
            _ = await after.finish()
        }

        private static var patient: CallerScript.Settings {
            var settings = CallerScript.Settings()
            settings.patience = .seconds(5)
            settings.linger = .seconds(2)
            return settings
        }

        private func isWhole(_ call: String, utterances: Int) async throws {
            let suite = try LiveSuite.current
            _ = try await suite.event(CallEnded.self, of: call, within: .seconds(30))
            // Each service flushes its own spool: only within one of them is there an order to wait for.
            if utterances > 0 { _ = try await suite.event(UtteranceRecognised.self, of: call, within: .seconds(30)) }
            let events = try await suite.events(of: call)
            for type in [CallStarted.type, CallAnswered.type, CallEnded.type] { #expect(events.count { $0.type == type } == 1, "\(type) in \(events.map(\.type))") }
            #expect(events.count { $0.type == UtteranceRecognised.type } == utterances, "\(events.map(\.type))")
        }
    }
}
