import Phone
import Protocols

/// What the two phones of the command line share.
enum Endpoint {
    /// `127.0.0.1:5060`, `[::1]:5060`, `localhost`; the port may be left out.
    static func address(_ text: String) -> SocketAddress? {
        SocketAddress(text.replacing("localhost", with: "127.0.0.1"), defaultPort: 5060)
    }

    /// Runs a phone until its script ends, or until SIGINT or SIGTERM; then it hangs up.
    static func run<Script: PhoneScript>(_ phone: Phone<Script>, limit: Duration) async -> (script: Script, result: PhoneResult) {
        let watch = Task { for await _ in Signals.stopping() { phone.stop() } }
        defer { watch.cancel() }
        return await phone.start(limit: limit)
    }
}
