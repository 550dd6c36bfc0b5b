import ArgumentParser
import Foundation
import Phone
import Protocols

struct Call: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Calls a number as a customer would and says one thing after another; knows the assistant's turns only by listening.",
        discussion: "Turns are taken in the order of --wav, --say and --keys. Exit status 0 when the call was answered, 1 when it was not.")

    @Option(help: "Dialled number: 4008001000, echo, play.") var to: String
    @Option(help: "Media gateway, as HOST:PORT.") var gateway = "127.0.0.1:5060"
    @OptionGroup var line: LineOptions
    @Option(help: "The caller's own number.") var from = "caller"
    @Option(help: "Say what is in this sound file (repeatable).") var wav: [String] = []
    @Option(help: "Say this text, in a voice other than the assistant's (repeatable).") var say: [String] = []
    @Option(help: "Press these keys (repeatable).") var keys: [String] = []
    @Option(help: "From the second turn on, talk so many milliseconds after the assistant began.") var interrupt: Int?
    @Option(help: "Longest wait for the greeting or an answer, in seconds.") var patience = 15.0
    @Option(help: "Silence that ends the assistant's turn, in milliseconds.") var silence = 900
    @Option(help: "Stay so many seconds after the last answer.") var linger = 1.0
    @Option(help: "Hang up after so many seconds, whatever happens.") var limit = 300
    @Option(help: "Keep the call in this file: left what was said, right what was heard.") var record: String?
    @Flag(help: "Report as one JSON object on standard output.") var json = false

    func validate() throws {
        guard line.address(gateway) != nil else { throw ValidationError("--gateway takes an address and a port, such as 127.0.0.1:5060") }
        guard patience > 0, linger >= 0, limit > 0, silence > 0 else { throw ValidationError("times must be above zero") }
    }

    func run() async throws {
        guard let server = line.address(gateway) else { return }
        var configuration = PhoneConfiguration(server: server, user: from)
        line.apply(to: &configuration)
        configuration.records = record != nil
        configuration.listening.patience = .milliseconds(silence)
        let script = CallerScript(calling: to, turns: try await CallTurns(commandLine: CommandLine.arguments).prepared(), settings: settings)
        let phone = try Phone(configuration, script: script)
        let (ended, result) = await Endpoint.run(phone, limit: .seconds(limit))
        let outcome = CallOutcome(report: ended.report, result: result)
        if let record, let wave = result.recording { try Data(wave.bytes()).write(to: URL(fileURLWithPath: record)) }
        Terminal.print(json ? try outcome.json() : outcome.text)
        guard ended.report.answered != nil else { throw ExitCode(1) }
    }

    private var settings: CallerScript.Settings {
        var settings = CallerScript.Settings()
        settings.patience = .milliseconds(Int(patience * 1000))
        settings.linger = .milliseconds(Int(linger * 1000))
        settings.interrupt = interrupt.map { .milliseconds($0) }
        return settings
    }
}
