import Audio
import Phone
import Protocols
import Synchronization
import Testing
import Vocabulary

/// Two phones on loopback, in real time for some three seconds: sockets, pacing, keys and sound for once together.
@Suite("Two phones", .timeLimit(.minutes(1))) struct TwoPhonesTests {
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { self.lines.withLock { $0.append(line) } }
        var all: [String] { self.lines.withLock { $0 } }
    }

    @Test("hear each other")
    func hearEachOther() async throws {
        let tone = Tone(800, level: -10).samples(milliseconds: 600)
        var agentSettings = AgentScript.Settings()
        agentSettings.answerAfter = .milliseconds(100)
        agentSettings.sound = tone
        // Before the caller, who waits longer for somebody to speak first, begins.
        agentSettings.pause = .milliseconds(100)
        let lines = Lines()
        // Nobody registers it: it is called directly.
        let agent = try Phone(PhoneConfiguration(server: SocketAddress(ip: .loopback, port: 9), user: "1001"), script: AgentScript(agentSettings)) { report in
            if case .event(let line, _) = report { lines.add(line) }
        }
        var configuration = PhoneConfiguration(server: agent.address, user: "caller")
        configuration.listening.patience = .milliseconds(200)
        configuration.records = true
        var settings = CallerScript.Settings()
        settings.patience = .milliseconds(600)
        settings.linger = .zero
        let turns: [CallerScript.Turn] = [.speech(tone, text: "tone"), .keys([DTMFDigit("4")!, DTMFDigit("#")!])]
        let caller = try Phone(configuration, script: CallerScript(calling: "1001", turns: turns, settings: settings))
        async let agentRun = agent.start(limit: .seconds(20))
        let (script, result) = await caller.start(limit: .seconds(20))
        agent.stop()
        _ = await agentRun
        #expect(script.report.end == "local")
        #expect(script.report.greeting > 500)
        #expect(script.report.turns.count == 2)
        #expect(lines.all.contains("key 4"))
        #expect(lines.all.contains("key #"))
        #expect(lines.all.contains { $0.hasPrefix("heard out") })
        #expect(result.received > 60)
        #expect(result.sent > 60)
        #expect(result.recording?.channels == 2)
        print("two phones: \(result.received) packets heard, \(result.lost) lost, slip mean \(result.slip.mean.milliseconds) ms, worst \(result.slip.worst.milliseconds) ms")
    }
}
