import Foundation

/// The SIP proxy of the Debian package, with deploy/kamailio's configuration, and `hotline gateways` that keeps its list.
final class Kamailio: Sendable {
    static var isInstalled: Bool { (try? Prerequisites.program("kamailio", package: "kamailio")) != nil || FileManager.default.isExecutableFile(atPath: binary) }
    private static let binary = "/usr/sbin/kamailio"

    /// `HOST:PORT` of UDP and TCP.
    let address: String
    /// `HOST:PORT` of TLS, where the suite has keys.
    let secure: String
    private let proxy: RunningProgram
    private let list: RunningProgram
    private let file: URL

    init(_ suite: LiveSuite) async throws {
        file = suite.scratch.file("dispatcher.list")
        let control = suite.scratch.file("kamailio.ctl").path
        address = "127.0.0.1:\(suite.basePort + 90)"
        secure = "127.0.0.1:\(suite.basePort + 91)"
        list = try RunningProgram(
            suite.binaries.appendingPathComponent("hotline"),
            [
                "gateways", "--config", suite.scratch.file("hotline.yaml").path, "--dispatcher", file.path, "--follow", "--then",
                "kamcmd -s unix:\(control) dispatcher.reload >/dev/null 2>&1 || true",
            ], log: suite.scratch.file("gateways.log"))
        let isListed = await eventually(within: .seconds(20)) { [file] in Self.gateways(in: file) == suite.gateways }
        guard isListed else {
            await list.end(within: .seconds(5))
            throw Command.Failure(description: "the gateways are not listed: \(suite.scratch.text("gateways.log"))")
        }
        proxy = try RunningProgram(
            URL(fileURLWithPath: Self.binary),
            [
                "-DD", "-E", "-m", "32", "-M", "4", "-w", suite.scratch.folder.path, "-Y", suite.scratch.folder.path, "-f",
                Prerequisites.root.appendingPathComponent("deploy/kamailio/kamailio.cfg").path, "-A", "LISTEN=udp:\(address)", "-A", "LIST=\"\(file.path)\"", "-A",
                "CONTROL=\"unix:\(control)\"", "-A", "LISTEN_TCP=tcp:\(address)",
            ] + Self.encryption(secure), log: suite.scratch.file("logs/kamailio.log"))
    }

    static let hasTLS = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib"].contains { FileManager.default.fileExists(atPath: $0 + "/kamailio/modules/tls.so") }

    private static func encryption(_ address: String) -> [String] {
        guard hasTLS else { return [] }
        return ["-A", "LISTEN_TLS=tls:\(address)", "-A", "TLS_CERTIFICATE=\"\(TLSKeys.certificate)\"", "-A", "TLS_KEY=\"\(TLSKeys.key)\""]
    }

    private static func gateways(in file: URL) -> Int {
        String(decoding: FileManager.default.contents(atPath: file.path) ?? Data(), as: UTF8.self).split(separator: "\n").count { $0.hasPrefix("1 sip:") }
    }

    func end() async {
        await list.end(within: .seconds(5))
        await proxy.end(within: .seconds(5))
    }
}
