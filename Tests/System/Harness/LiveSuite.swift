import Foundation
import Vocabulary

/// The six services as `hotline up` runs them, with a database, keys and ports of their own; ended and cleaned up at the
/// end of the tests that share it.
final class LiveSuite: Sendable {
    let binaries: URL
    let scratch: Scratch
    let cluster: Cluster
    let conninfo: String
    let basePort: Int
    let gateways: Int
    private let up: RunningProgram

    init(gateways: Int, cluster: Cluster, settings: String = "") async throws {
        self.gateways = gateways
        self.cluster = cluster
        binaries = try Prerequisites.binaries()
        scratch = try Scratch()
        conninfo = try await cluster.conninfo()
        basePort = try FreePorts.base()
        let prompts = try await Self.prompts(binaries)
        try Self.configuration(conninfo, scratch, basePort, prompts, settings).write(to: scratch.file("hotline.yaml"), atomically: true, encoding: .utf8)
        try await Command.done(binaries.appendingPathComponent("hotline"), ["migrate", "--config", scratch.file("hotline.yaml").path], within: .seconds(120))
        up = try RunningProgram(
            binaries.appendingPathComponent("hotline"),
            [
                "up", "--config", scratch.file("hotline.yaml").path, "--gateways", String(gateways), "--base-port", String(basePort),
                "--ready-file", scratch.file("ready.json").path, "--logs", scratch.file("logs").path,
            ], log: scratch.file("up.log"))
    }

    private static func configuration(_ conninfo: String, _ scratch: Scratch, _ basePort: Int, _ prompts: String, _ settings: String) throws -> String {
        """
        database:
          conninfo: "\(conninfo)"
        security:
          key-file: \(scratch.file("master.key").path)
        spool:
          folder: \(scratch.file("spool").path)
        blobs:
          folder: \(scratch.file("blobs").path)
        speech-intent:
          packs: \(Prerequisites.root.appendingPathComponent("deploy/packs").path)
          models: \(try Prerequisites.models())
        media-gateway:
          tenant: \(tenant)
          prompts: \(prompts)
          rtp:
            first-port: \(basePort + FreePorts.firstRTP)
            ports: \(FreePorts.rtp)
        \(settings)
        """
    }

    /// The gateway's own prompts, spoken once and kept beside the models.
    private static func prompts(_ binaries: URL) async throws -> String {
        let folder = URL(fileURLWithPath: try Prerequisites.models()).deletingLastPathComponent().appendingPathComponent("prompts").path
        if !FileManager.default.fileExists(atPath: folder) {
            try await Command.done(binaries.appendingPathComponent("hotline"), ["prompts", "--out", folder], within: .seconds(120))
        }
        return folder
    }

    // MARK: Life

    /// Waits until every service is ready.
    func ready(within limit: Duration = .seconds(120)) async throws {
        let file = scratch.file("ready.json").path
        let isThere = await eventually(within: limit) { FileManager.default.fileExists(atPath: file) || !up.isRunning }
        guard isThere, up.isRunning else { throw Command.Failure(description: "the suite is not ready within \(limit): \(scratch.text("up.log"))\(logTails)") }
    }

    /// The ends of all logs, for a failure's report.
    private var logTails: String {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: scratch.file("logs").path)) ?? []
        return names.sorted().map { name in
            "\n\(name):\n" + scratch.text("logs/" + name).split(separator: "\n").suffix(5).joined(separator: "\n")
        }.joined()
    }

    func stop() async throws {
        await up.end(within: .seconds(25))
        try await cluster.remove()
        if ProcessInfo.processInfo.environment["HOTLINE_KEEP_LOGS"] == nil { scratch.remove() }
    }

    // MARK: Places

    /// `127.0.0.1:PORT` of a gateway's SIP.
    func gateway(_ index: Int) -> String { "127.0.0.1:\(basePort + 10 * index)" }

    /// A service's web server; ports as `hotline up` gives them.
    func http(_ service: ServiceName, _ index: Int = 0) -> String {
        let offset = ServiceName.allCases.filter { $0 != .operator }.firstIndex(of: service) ?? 0
        return "http://127.0.0.1:\(basePort + 100 + 20 * offset + index)"
    }

    @discardableResult
    func hotline(_ arguments: String..., input: String = "", within limit: Duration = .seconds(30)) async throws -> String {
        try await Command.done(
            binaries.appendingPathComponent("hotline"), arguments, environment: ["HOTLINE_CONFIG": scratch.file("hotline.yaml").path, "HOTLINE_PHONE_PASSWORD": Self.phonePassword], input: input,
            within: limit)
    }

    var supervisor: Int32 { up.pid }
}
