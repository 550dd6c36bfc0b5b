/// An IP address and a port: where a datagram came from or goes to.
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    public var ip: IPAddress
    public var port: UInt16

    public init(ip: IPAddress, port: UInt16) {
        self.ip = ip
        self.port = port
    }

    /// `192.0.2.1:5060`, `[2001:db8::1]:5060`; a missing port becomes `defaultPort`. Nil for names.
    public init?(_ text: String, defaultPort: UInt16? = nil) {
        if let ip = IPAddress(text) {
            guard let defaultPort else { return nil }
            self.init(ip: ip, port: defaultPort)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let ip = IPAddress(text[..<colon]),
            let port = UInt16(text[text.index(after: colon)...])
        else { return nil }
        self.init(ip: ip, port: port)
    }

    /// The address as a URI or Via host: IPv6 in brackets.
    public var host: String {
        if case .v6 = self.ip { return "[\(self.ip)]" }
        return self.ip.description
    }

    public var description: String { "\(self.host):\(self.port)" }
}
