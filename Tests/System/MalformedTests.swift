import CSys
import Foundation
import Phone
import Protocols
import TestKit
import Testing
import Vocabulary

extension SystemTests.Together {
    @Suite("malformed datagrams") struct Malformed {
        /// Printed with a failure; the same seed sends the same bytes.
        static let seed: UInt64 = 20_261_122

        @Test("whatever arrives at the SIP port, a call goes on and the next OPTIONS is answered") func sip() async throws {
            let suite = try LiveSuite.current
            let before = try #require(suite.pid(.mediaGateway))
            let call = try PlacedCall.steady(through: suite.gateway(0))
            _ = await call.log.wait(within: .seconds(10)) { $0.isConnected }
            let stranger = try Datagrams(to: suite.gateway(0))
            var random = SeededRandom(seed: Self.seed)
            for round in 0..<1500 {
                stranger.send(Malice.datagram(&random, round))
                if round % 50 == 0 { try await Task.sleep(for: .milliseconds(40)) }
            }
            let flooded = ContinuousClock.now
            #expect(try await stranger.optionsAreAnswered(within: .seconds(5)), "seed \(Self.seed)")
            #expect(await call.log.wait(within: .seconds(5), after: flooded) { $0.isSound } != nil, "seed \(Self.seed): \(call.log.text)")
            #expect(!call.log.hasEnded)
            call.hangUp()
            _ = await call.finish()
            #expect(suite.pid(.mediaGateway) == before, "the gateway was restarted: seed \(Self.seed)")
        }

        @Test("whatever arrives at the port of a call's sound, the call goes on") func rtp() async throws {
            let suite = try LiveSuite.current
            let before = try #require(suite.pid(.mediaGateway))
            let call = try PlacedCall.steady(through: suite.gateway(0))
            _ = await call.log.wait(within: .seconds(10)) { $0.isConnected }
            var random = SeededRandom(seed: Self.seed)
            // Where the call's sound arrives is one of the gateway's ports: all of them are tried.
            for port in stride(from: suite.basePort + FreePorts.firstRTP, to: suite.basePort + FreePorts.firstRTP + 40, by: 1) {
                let stranger = try Datagrams(to: "127.0.0.1:\(port)")
                for _ in 0..<20 { stranger.send(Malice.packet(&random)) }
            }
            let flooded = ContinuousClock.now
            #expect(await call.log.wait(within: .seconds(5), after: flooded) { $0.isSound } != nil, "seed \(Self.seed): \(call.log.text)")
            #expect(!call.log.hasEnded)
            call.hangUp()
            _ = await call.finish()
            #expect(suite.pid(.mediaGateway) == before, "the gateway was restarted: seed \(Self.seed)")
        }

        @Test("whatever is posted to a web server, it answers and lives") func json() async throws {
            let suite = try LiveSuite.current
            let bodies = ["", "{", "[]", "{\"id\": 7}", "\u{0}\u{1}", String(repeating: "[", count: 20_000), String(repeating: "x", count: 2_000_000)]
            for service in [ServiceName.agentAssist, .analytics] {
                let before = try #require(suite.pid(service))
                for path in ["/sign-in", "/v1/kpis", "/v1/calls/..%2f..", "/%00", "/v1/calls?from=yesterday"] {
                    for body in bodies { _ = try? await Web.post(suite.http(service) + path, token: "no one's", body: body) }
                    _ = try? await Web.get(suite.http(service) + path, token: "no one's")
                }
                #expect(await suite.isReady(service))
                #expect(suite.pid(service) == before)
            }
        }
    }
}
