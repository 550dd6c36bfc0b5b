import ArgumentParser
import Foundation
import Runtime

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says what is missing on this machine, and the command that mends it.",
        discussion: "Exit status 0 when nothing is missing, 1 otherwise.")

    @OptionGroup var suite: SuiteOptions
    @Option(help: "How many media gateways hotline up is to run.") var gateways = 1
    @Option(help: "SIP port of the first gateway.") var basePort = 5060
    @Option(help: "Folder of the sources, for the lists of Debian packages; found by itself in a source tree.") var source: String?
    @Flag(help: "A JSON array on standard output.") var json = false

    func run() async throws {
        let findings = await examine()
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            Terminal.print(String(decoding: try encoder.encode(findings), as: UTF8.self))
        } else {
            for finding in findings { Terminal.print(finding.text) }
        }
        if findings.contains(where: { $0.state == .missing }) { throw ExitCode(1) }
    }

    private func examine() async -> [Finding] {
        let installation = Installation(source: source)
        var findings = installation.findings() + ModelCheck.findings()
        do {
            let settings = try suite.settings()
            findings.append(.good("configuration", suite.path ?? "defaults"))
            findings += FolderCheck(settings: settings, config: suite.path).findings()
            findings += await DatabaseCheck(settings: settings, config: suite.path).findings()
        } catch {
            findings.append(.missing("configuration", "\(error)", mend: "correct \(suite.path ?? "the environment") as the lines above say"))
        }
        return findings + (await RunningCheck(children: Child.suite(gateways: gateways, basePort: basePort), basePort: basePort).findings())
    }
}
