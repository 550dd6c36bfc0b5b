import Contracts
import Foundation
import Phone
import Store
import StorePostgres
import Testing
import Vocabulary

extension SystemTests {
    /// A phone behind a TLS connection of one gateway, callers at another.
    @Suite("a phone that one gateway holds", .running(gateways: 2, settings: TLSKeys.settings)) struct HeldPhones {
        @Test("another gateway rings it through the holder; when the holder dies its agent is unavailable within 3 s, until the phone is back")
        func held() async throws {
            let suite = try LiveSuite.current
            let phone = try await AgentProcess(suite, user: "7001", gateway: 0)
            let desk = try await DeskTab(suite, token: try await suite.token(of: "lin"))
            try await desk.choose(.ready)
            let outcome = await Result {
                try await self.isConnected(suite, phone, desk)
                // It must not come back at once with the gateway that takes the dead one's place.
                kill(phone.pid, SIGSTOP)
                try suite.crash(.mediaGateway, 0)
                let isGone = try await eventually(within: .seconds(3)) { try await !suite.canRing("7001") }
                #expect(isGone, "routing knows within 3 s")
                try await self.waitsUntilThePhoneIsBack(suite, phone, desk)
            }
            await phone.end()
            await desk.close()
            try outcome.get()
        }

        private var asking: CallerScript {
            get throws {
                var settings = CallerScript.Settings()
                settings.patience = .seconds(60)
                settings.linger = .seconds(60)
                return CallerScript(calling: LiveSuite.number, turns: [try Spoken.aPerson.turn()], settings: settings)
            }
        }

        private func call(_ suite: LiveSuite) async throws -> (PlacedCall<CallerScript>, String) {
            let call = try PlacedCall(try asking, through: suite.gateway(1), limit: .seconds(120))
            let name = try #require(await call.log.wait(within: .seconds(10)) { $0.isConnected }.flatMap { _ in call.log.call })
            return (call, name)
        }

        private func isConnected(_ suite: LiveSuite, _ phone: AgentProcess, _ desk: DeskTab) async throws {
            let (call, name) = try await call(suite)
            let shown = try #require(try await desk.shown(name, within: .seconds(40)), "\(call.log.text)")
            try await desk.acknowledge(shown)
            #expect(try await suite.event(AgentConnected.self, of: name)?.agent == "lin")
            #expect(await eventually(within: .seconds(5)) { phone.events("connected") == 1 }, "\(phone.text)")
            call.hangUp()
            _ = await call.finish()
            #expect(await eventually(within: .seconds(5)) { phone.events("ended") == 1 }, "the BYE comes through the holder: \(phone.text)")
        }

        private func waitsUntilThePhoneIsBack(_ suite: LiveSuite, _ phone: AgentProcess, _ desk: DeskTab) async throws {
            let (call, name) = try await call(suite)
            #expect(try await suite.event(CallQueued.self, of: name, within: .seconds(40)) != nil, "\(call.log.text)")
            try await Task.sleep(for: .seconds(3))
            #expect(try await suite.events(of: name).allSatisfy { $0.type != AgentOffered.type }, "nobody is asked whose phone cannot be rung")
            try await suite.recovered(.mediaGateway, 0)
            kill(phone.pid, SIGCONT)
            let shown = try #require(try await desk.shown(name, within: .seconds(60)), "\(phone.text)")
            try await desk.acknowledge(shown)
            #expect(try await suite.event(AgentConnected.self, of: name)?.agent == "lin", "\(phone.text)")
            call.hangUp()
            _ = await call.finish()
        }
    }
}

/// `hotline agent`, as a process that can be stopped.
final class AgentProcess: Sendable {
    private let program: RunningProgram
    private let log: URL
    var pid: Int32 { program.pid }

    /// Registered at a gateway, over TLS.
    convenience init(_ suite: LiveSuite, user: String, gateway: Int) async throws {
        try await self.init(suite, user: user, server: "127.0.0.1:\(suite.basePort + 10 * gateway + 1)", transport: "tls")
    }

    /// - Parameter server: `HOST:PORT` of a gateway, or of a proxy before it.
    init(_ suite: LiveSuite, user: String, server: String, transport: String) async throws {
        log = suite.scratch.file("agent-\(user).log")
        program = try RunningProgram(
            suite.binaries.appendingPathComponent("hotline"),
            [
                "agent", "--user", user, "--server", server, "--transport", transport, "--authorities", TLSKeys.certificate, "--answer-after", "200",
            ], environment: ["HOTLINE_AGENT_PASSWORD": LiveSuite.phonePassword], log: log)
        let isRegistered = await eventually(within: .seconds(10)) { events("registered") > 0 }
        guard isRegistered else { throw Command.Failure(description: "the phone is not registered: \(text)") }
    }

    var text: String { String(decoding: FileManager.default.contents(atPath: log.path) ?? Data(), as: UTF8.self) }
    func events(_ name: String) -> Int { text.split(separator: "\n").count { $0.contains("\"event\":\"\(name)\"") } }

    func end() async {
        kill(pid, SIGCONT)
        await program.end(within: .seconds(5))
    }
}

extension LiveSuite {
    /// Whether Routing believes that a phone can be rung.
    func canRing(_ phone: String) async throws -> Bool {
        let database = PostgresDatabase(.owner(conninfo))
        let rows = try await database.query("SELECT routing.can_ring(\(phone)) AS can") { try $0.get("can", as: Bool.self) }
        await database.close()
        return rows.first ?? false
    }
}
