import ArgumentParser
import Phone
import Protocols

/// How the two phones of the command line reach a gateway.
struct LineOptions: ParsableArguments {
    @Option(help: "udp, tcp or tls.") var transport = SIPPeer.Transport.udp
    @Option(help: "With tls: believe only certificates of the authorities in this PEM file.") var authorities: String?

    /// `127.0.0.1:5060`, `[::1]:5060`, `localhost`; the port may be left out.
    func address(_ text: String) -> SocketAddress? {
        SocketAddress(text.replacing("localhost", with: "127.0.0.1"), defaultPort: transport.defaultPort)
    }

    func apply(to configuration: inout PhoneConfiguration) {
        configuration.transport = transport
        configuration.authorities = authorities
    }
}

extension SIPPeer.Transport: ExpressibleByArgument {
    public init?(argument: String) { self.init(rawValue: argument.uppercased()) }
    public var defaultValueDescription: String { rawValue.lowercased() }
}

/// What the two phones of the command line share.
enum Endpoint {
    /// Runs a phone until its script ends, or until SIGINT or SIGTERM; then it hangs up.
    static func run<Script: PhoneScript>(_ phone: Phone<Script>, limit: Duration) async -> (script: Script, result: PhoneResult) {
        let watch = Task { for await _ in Signals.stopping() { phone.stop() } }
        defer { watch.cancel() }
        return await phone.start(limit: limit)
    }
}
