import Foundation
import Testing

extension LiveSuite {
    /// `rtp` stands last in a suite's configuration.
    static let forAllPeers = "    encryption: optional\n  drain-limit: 1s\n" + TLSKeys.settings
}

extension SystemTests {
    /// Clients of other makers against the number `echo`, each on its own and through the proxy.
    @Suite("peers of other makers, directly and through Kamailio", .running(gateways: 2, settings: LiveSuite.forAllPeers)) struct Interop {
        @Test("a call is answered, sounds both ways and is hung up by the caller", arguments: Softphone.allCases, Road.allCases)
        func callerHangsUp(_ phone: Softphone, _ road: Road) async throws {
            try await withRoad(road, phone, gateway: 0) { suite, place in
                let scratch = try Scratch()
                defer { scratch.remove() }
                let outcome = try await phone.call("echo", at: place, talk: 4, in: scratch)
                #expect(outcome.isAnswered, "\(outcome.log.suffix(3000))")
                #expect(outcome.heard?.secondsOfTone ?? 0 >= 2, "\(outcome.heard?.secondsOfTone ?? -1) s of its own tone came back: \(outcome.log.suffix(1500))")
                try await noCallsRemain(suite)
            }
        }

        @Test("a gateway that is told to end hangs up", arguments: Softphone.allCases, Road.allCases)
        func gatewayHangsUp(_ phone: Softphone, _ road: Road) async throws {
            try await withRoad(road, phone, gateway: 1) { suite, place in
                let scratch = try Scratch()
                defer { scratch.remove() }
                async let call = phone.call("echo", at: place, talk: 9, in: scratch)
                var holder: Int?
                _ = try await eventually(within: .seconds(12)) {
                    for index in 0...1 where try await suite.metric("hotline_calls_active", .mediaGateway, index) == 1 { holder = index }
                    return holder != nil
                }
                if let holder { try suite.signal(SIGTERM, .mediaGateway, holder) }
                let outcome = try await call
                #expect(outcome.isAnswered && outcome.isEndedByPeer, "\(outcome.log.suffix(3000))")
                if let holder { try await suite.recovered(.mediaGateway, holder) }
                try await noCallsRemain(suite)
            }
        }

        @Test("a phone that registers through Kamailio is rung through it, by whichever gateway has the caller", arguments: ["udp", "tls"], [0, 1])
        func phoneBehindTheProxy(_ transport: String, _ gateway: Int) async throws {
            try await withRoad(.throughKamailio, transport == "tls" ? .baresipTLS : .baresipG711, gateway: gateway) { suite, place in
                let phone = try await AgentProcess(suite, user: "7001", server: place, transport: transport)
                let desk = try await DeskTab(suite, token: try await suite.token(of: "lin"))
                let result = await Result {
                    try await desk.choose(.ready)
                    let call = try PlacedCall(PressingCaller(calling: LiveSuite.number, key: "0", atSound: 1), through: suite.gateway(gateway), limit: .seconds(60))
                    let name = try #require(await call.log.wait(within: .seconds(10)) { $0.isConnected }.flatMap { _ in call.log.call })
                    try await desk.acknowledge(try #require(try await desk.shown(name, within: .seconds(30)), "\(call.log.text)"))
                    #expect(await eventually(within: .seconds(10)) { phone.events("connected") == 1 }, "\(phone.text)")
                    call.hangUp()
                    _ = await call.finish()
                    #expect(await eventually(within: .seconds(5)) { phone.events("ended") == 1 }, "\(phone.text)")
                }
                await phone.end()
                await desk.close()
                try result.get()
                try await noCallsRemain(suite)
            }
        }

        private func withRoad(_ road: Road, _ phone: Softphone, gateway: Int, _ body: (LiveSuite, String) async throws -> Void) async throws {
            if let absence = phone.absence { try Test.cancel(Comment(rawValue: absence)) }
            let suite = try LiveSuite.current
            guard road == .throughKamailio else {
                let offset = phone.transport == .tls ? 1 : 0
                return try await body(suite, "127.0.0.1:\(suite.basePort + 10 * gateway + offset)")
            }
            guard Kamailio.isInstalled, phone.transport != .tls || Kamailio.hasTLS else { try Test.cancel("the Debian package kamailio or kamailio-tls-modules is not installed: deploy/setup test") }
            let proxy = try await Kamailio(suite)
            // OPTIONS finds the gateways first.
            try await Task.sleep(for: .seconds(2))
            let result = await Result { try await body(suite, phone.transport == .tls ? proxy.secure : proxy.address) }
            await proxy.end()
            if case .failure = result { print(suite.scratch.text("logs/kamailio.log").suffix(2000)) }
            try result.get()
        }

        private func noCallsRemain(_ suite: LiveSuite) async throws {
            let isEmpty = try await eventually(within: .seconds(5)) {
                let first = try await suite.metric("hotline_calls_active", .mediaGateway, 0), second = try await suite.metric("hotline_calls_active", .mediaGateway, 1)
                return first + second == 0
            }
            #expect(isEmpty, "the gateways hold no call any more")
        }
    }
}
