import ArgumentParser
import Foundation
import Phone
import Protocols
import Vocabulary

struct Agent: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "An agent's phone: registers, answers each call, plays a file in it; prints a JSON line for everything that happens, until SIGTERM.")

    @Option(help: "User of the phone.") var user: String
    @Option(help: "Password of the phone; HOTLINE_AGENT_PASSWORD keeps it off the command line.") var password: String?
    @Option(help: "Registrar, as HOST:PORT.") var server = "127.0.0.1:5060"
    @OptionGroup var line: LineOptions
    @Option(help: "Domain of the phone's address; the server's address when left out.") var domain: String?
    @Option(help: "Play this sound file when a call is answered.") var play: String?
    @Option(help: "Ring so many milliseconds before answering.") var answerAfter = 500
    @Option(help: "Hang up so many milliseconds after the file has been played.") var hangUpAfter: Int?
    @Option(help: "End after so many seconds.") var limit = 86_400

    func validate() throws {
        guard line.address(server) != nil else { throw ValidationError("--server takes an address and a port, such as 127.0.0.1:5060") }
        guard answerAfter >= 0, limit > 0 else { throw ValidationError("times must not be below zero") }
    }

    func run() async throws {
        guard let server = line.address(server) else { return }
        let secret = password ?? ProcessInfo.processInfo.environment["HOTLINE_AGENT_PASSWORD"]
        var configuration = PhoneConfiguration(server: server, user: user, password: secret, domain: domain)
        line.apply(to: &configuration)
        var settings = AgentScript.Settings()
        settings.answerAfter = .milliseconds(answerAfter)
        settings.hangUpAfter = hangUpAfter.map { .milliseconds($0) }
        if let play { settings.sound = try CallTurns.sound(play) }
        let begun = ContinuousClock.now
        let phone = try Phone(configuration, script: AgentScript(settings)) { report in
            guard case .event(let text, _) = report else { return }
            Terminal.print(AgentLine(text, at: ContinuousClock.now - begun).json)
        }
        _ = await Endpoint.run(phone, limit: .seconds(limit))
    }
}

/// One line of the agent's phone: `{"at":1234,"event":"registered","detail":"300"}`.
struct AgentLine: Encodable {
    /// Milliseconds since the phone was started.
    let at: Int
    let event: String
    let detail: String?

    init(_ text: String, at elapsed: Duration) {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        at = Int(elapsed.milliseconds)
        event = parts.first ?? ""
        detail = parts.count > 1 ? parts[1] : nil
    }

    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? String(decoding: encoder.encode(self), as: UTF8.self)) ?? "{}"
    }
}
