import Foundation
import Testing

extension SystemTests.Together {
    @Suite("several gateways behind Kamailio", .enabled(if: Kamailio.isInstalled, "the Debian package kamailio is not installed: deploy/setup test"))
    struct Spreading {
        /// - Returns: SIPp's exit status: 0 when every call was set up and ended as it should.
        private func calls(_ count: Int, a second: Int, through proxy: Kamailio, _ scratch: Scratch) async throws -> (status: Int32, errors: String) {
            let scenario = scratch.file("calls.xml")
            try SIPp.short.write(to: scenario, atomically: true, encoding: .utf8)
            let outcome = try await Command.run(
                try Prerequisites.program("sipp", package: "sip-tester"),
                [
                    proxy.address, "-sf", scenario.path, "-s", "echo", "-m", String(count), "-r", String(second), "-d", "200", "-i", "127.0.0.1", "-nostdin", "-timeout", "60",
                    "-timeout_error", "-recv_timeout", "8000", "-trace_err", "-error_file", scratch.file("errors.log").path,
                ], within: .seconds(90))
            return (outcome.status, scratch.text("errors.log") + outcome.errors.suffix(500))
        }

        @Test("calls reach both gateways; with one killed, all reach the other; restarted, it takes its share again") func spreads() async throws {
            let suite = try LiveSuite.current, scratch = try Scratch(), proxy = try await Kamailio(suite)
            let outcome = await Result { try await self.spread(suite, proxy, scratch) }
            await proxy.end()
            scratch.remove()
            try outcome.get()
        }

        private func arrived(_ suite: LiveSuite, _ gateway: Int) async throws -> Double { try await suite.metric("hotline_calls_arrived_total", .mediaGateway, gateway) }

        private func spread(_ suite: LiveSuite, _ proxy: Kamailio, _ scratch: Scratch) async throws {
            // OPTIONS finds the gateways first.
            try await Task.sleep(for: .seconds(2))
            let before = (try await arrived(suite, 0), try await arrived(suite, 1))
            let both = try await calls(40, a: 20, through: proxy, scratch)
            #expect(both.status == 0, "\(both.errors) \(suite.scratch.text("logs/kamailio.log").suffix(1500))")
            let after = (try await arrived(suite, 0), try await arrived(suite, 1))
            #expect(after.0 - before.0 >= 8 && after.1 - before.1 >= 8, "each has a share: \(before) \(after)")

            try suite.crash(.mediaGateway, 0)
            let alone = try await calls(30, a: 10, through: proxy, scratch)
            #expect(alone.status == 0, "\(alone.errors) \(suite.scratch.text("logs/kamailio.log").suffix(1500))")

            try await suite.recovered(.mediaGateway, 0)
            let isBack = try await eventually(within: .seconds(20)) {
                let known = try await self.arrived(suite, 0)
                let again = try await self.calls(10, a: 20, through: proxy, scratch)
                #expect(again.status == 0, "\(again.errors)")
                return try await self.arrived(suite, 0) > known
            }
            #expect(isBack, "the restarted gateway takes calls again")
        }
    }
}
