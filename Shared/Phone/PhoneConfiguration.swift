import Protocols

/// Who a phone is and where it calls.
public struct PhoneConfiguration: Sendable {
    /// The gateway or registrar.
    public var server: SocketAddress
    public var user: String
    public var password: String?
    public var domain: String
    /// Address to bind; nil takes the one that reaches the server. Ports are the system's choice.
    public var local: IPAddress?
    /// How the server is spoken to.
    public var transport = SIPPeer.Transport.udp
    /// PEM file of the authorities that a TLS server's certificate must come from; nil believes any.
    public var authorities: String?
    public var codecs: [AudioCodec] = [.pcma, .pcmu]
    public var listening = SpeechListener.Settings()
    /// Keep both sides of a call, for `PhoneResult.recording`.
    public var records = false

    public init(server: SocketAddress, user: String, password: String? = nil, domain: String? = nil) {
        self.server = server
        self.user = user
        self.password = password
        self.domain = domain ?? server.host
    }
}

/// Why a phone could not work.
public struct PhoneError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
}
