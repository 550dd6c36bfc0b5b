/// How signalling reaches a peer. UDP needs only the address; connections of TCP and TLS are numbered by the shell.
public struct SIPPeer: Hashable, Sendable {
    public enum Transport: String, Hashable, Sendable, CaseIterable {
        case udp = "UDP"
        case tcp = "TCP"
        case tls = "TLS"

        /// Whether the transport delivers by itself, so that nothing is retransmitted (RFC 3261 §17).
        public var isReliable: Bool { self != .udp }

        /// Where a peer listens when nothing else is said (RFC 3261 §19.1.2).
        public var defaultPort: UInt16 { self == .tls ? 5061 : 5060 }
    }

    public var transport: Transport
    public var address: SocketAddress
    /// The connection that a message came over or goes along; 0 for datagrams, and for a connection to `address` that
    /// is open already or is to be opened (RFC 3261 §18.1.1).
    public var connection: UInt64

    public init(_ address: SocketAddress, transport: Transport = .udp, connection: UInt64 = 0) {
        self.transport = transport
        self.address = address
        self.connection = connection
    }

    /// Whether an error on the way to `other` is one on the way to this peer.
    func shares(_ other: SIPPeer) -> Bool {
        guard self.transport == other.transport else { return false }
        return other.connection == 0 ? self.connection == 0 && self.address == other.address : self.connection == other.connection
    }
}
