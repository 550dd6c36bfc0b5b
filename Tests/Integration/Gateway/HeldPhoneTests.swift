import Audio
import Contracts
import MediaGatewayShell
import Phone
import Protocols
import Testing
import TestKit
import Vocabulary

/// A phone behind a connection of gateway A, a caller at gateway B.
@Suite(.serialized, .timeLimit(.minutes(2))) struct HeldPhoneTests {
    @Test(arguments: [SIPPeer.Transport.tcp, .tls]) func aPhoneIsRungThroughTheGatewayThatHoldsItsConnection(_ transport: SIPPeer.Transport) async throws {
        let keys = try TestCertificate()
        defer { keys.remove() }
        let holder = try TestGateway { keys.offer(&$0) }
        let other = try TestGateway(registrations: holder.registrations) { $0.streams[.tcp] = $0.listen }
        await other.routing.serve(AdmitCall.self) { _, _ in
            AdmitCall.Answer(tenant: "warm", treatment: .assistant(speech: "speech-1", epoch: 1, pack: "heating", queue: "repairs"))
        }
        let speech = await ScriptedSpeech("speech-1", on: other.network)
        let (phone, phonesSide) = try await agent(at: holder, over: transport)

        let address = other.address
        async let callersSide = onThread { () -> Bool in
            let caller = try TestCaller()
            try caller.dial("4001", at: address)
            let hears = caller.run(.seconds(10)) { $0.loud().count >= 40 }
            caller.hangUp()
            return caller.run { $0.isEnded } && hears
        }
        _ = try await onThread { speech.wait { $0.started.count == 1 } }
        let call = try #require(speech.started.first).call
        let answer = try await other.routing.ask(
            ConnectAgent(call: call, agent: "li", phone: "1001", fence: 1, ring: 10, trace: TraceParent("00-0-0-01")), of: "gateway-1")
        guard case .connected = answer else { return #expect(Bool(false), "\(answer)") as Void }
        #expect(try await callersSide, "the caller hears the agent's tone")
        let isFree = try await onThread { eventually { phone.events.lines.contains { $0.hasPrefix("ended peer") } } }
        #expect(isFree, "the BYE went through the holder: \(phone.events.lines)")
        phone.stop()
        _ = await phonesSide.value
        try await other.end()
        try await holder.end()
        #expect(try holder.journal.all(PhoneRegistered.self).map(\.held) == [true])
        #expect(try holder.journal.all(PhoneLeft.self).map(\.phone) == ["1001"])
    }

    private func agent(at gateway: TestGateway, over transport: SIPPeer.Transport) async throws -> (LoggedPhone, Task<Void, Never>) {
        var configuration = PhoneConfiguration(server: try #require(gateway.place(transport)), user: "1001", password: "secret")
        configuration.transport = transport
        let phone = try LoggedPhone(configuration)
        let running = Task { await phone.run() }
        let isBound = try await onThread { eventually { gateway.registrations.count == 1 } }
        #expect(isBound)
        return (phone, running)
    }
}

/// An agent's phone that says a tone of two seconds, and what happened to it.
final class LoggedPhone: Sendable {
    let events = KeptLines()
    private let phone: Phone<AgentScript>

    init(_ configuration: PhoneConfiguration) throws {
        var settings = AgentScript.Settings()
        settings.answerAfter = .milliseconds(100)
        settings.sound = Tone(900, level: -12).samples(milliseconds: 2000)
        phone = try Phone(configuration, script: AgentScript(settings)) { [events] report in
            if case .event(let line, _) = report { events.add(line) }
        }
    }

    func run() async { _ = await phone.start(limit: .seconds(60)) }
    func stop() { phone.stop() }
}
