import ArgumentParser
import Foundation
import Vocabulary

struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Runs the suite on this machine and restarts what dies; ends with Ctrl-C or SIGTERM.")

    @Option(help: "Configuration file (YAML); the environment wins over it.") var config: String?
    @Option(help: "How many media gateways.") var gateways = 1
    @Option(help: "SIP port of the first gateway; the others have every tenth port after it, and the web servers base + 100 and on.") var basePort = 5060
    @Option(help: "Written once all are ready: every endpoint as JSON.") var readyFile: String?
    @Option(help: "Folder of one log file for each process.") var logs = "logs"
    @Option(help: "Seconds until all must be ready.") var patience = 120

    func validate() throws {
        guard (1...10).contains(gateways) else { throw ValidationError("--gateways must be from 1 to 10") }
        guard (1024...60000).contains(basePort) else { throw ValidationError("--base-port must be from 1024 to 60000") }
    }

    func run() async throws {
        let folder = URL(fileURLWithPath: logs)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let arguments = config.map { ["--config", $0] } ?? []
        let supervisor = Supervisor(binaries: Self.binaries, logs: folder, arguments: arguments) { Terminal.say($0) }
        let children = Child.suite(gateways: gateways, basePort: basePort)
        let signals = Signals.stopping()
        for child in children { try await supervisor.start(child) }
        let watch = Task { try await ready(children, supervisor) }
        for await _ in signals { break }
        watch.cancel()
        Terminal.say("ending the suite: calls in progress may finish")
        await supervisor.stop(within: .seconds(20))
        if let readyFile { try? FileManager.default.removeItem(atPath: readyFile) }
    }

    /// The services' executables lie beside this one.
    static var binaries: URL {
        URL(fileURLWithPath: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]).deletingLastPathComponent()
    }

    private func ready(_ children: [Child], _ supervisor: Supervisor) async throws {
        let deadline = ContinuousClock.now + .seconds(patience)
        var open = children
        while !open.isEmpty {
            var problems: [(Child, String)] = []
            for child in open { if let problem = await Probe.problem(at: child.http) { problems.append((child, problem)) } }
            open = problems.map(\.0)
            if ContinuousClock.now > deadline {
                for (child, problem) in problems { Terminal.say("\(child.name) is not ready: \(problem) (log: \(logs)/\(child.name).log)") }
                return
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        try await tell(children, supervisor)
    }

    private func tell(_ children: [Child], _ supervisor: Supervisor) async throws {
        for child in children { Terminal.say("\(child.name) is ready: \(child.sipPort.map { "sip:127.0.0.1:\($0) " } ?? "")\(child.http)") }
        guard let readyFile else { return }
        var described: [ReadyFile.Process] = []
        for child in children {
            described.append(
                .init(
                    service: child.service, index: child.index, http: child.http, sip: child.sipPort.map { "127.0.0.1:\($0)" },
                    pid: await supervisor.pid(of: child) ?? 0))
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(ReadyFile(processes: described)).write(to: URL(fileURLWithPath: readyFile), options: .atomic)
    }
}

/// What `--ready-file` holds.
struct ReadyFile: Codable {
    struct Process: Codable {
        var service: ServiceName
        var index: Int
        var http: String
        var sip: String?
        var pid: Int32
    }
    var processes: [Process]
    /// The first gateway's SIP address, `host:port`.
    var sip: String
    var gateways: [String]
    /// The agents' page, and the figures' page and API.
    var desk: String
    var dashboard: String
    var api: String

    init(processes: [Process]) {
        self.processes = processes
        func http(_ service: ServiceName) -> String { processes.first { $0.service == service }?.http ?? "" }
        gateways = processes.compactMap(\.sip)
        sip = gateways.first ?? ""
        desk = http(.agentAssist) + "/desk"
        dashboard = http(.analytics) + "/dashboard"
        api = http(.analytics) + "/v1"
    }
}
