/// What a resolver is asked, and what it answers, as far as SIP servers are found by it (RFC 3263).
public enum DNSQuestion: Hashable, Sendable {
    /// Which services a domain offers (RFC 3403).
    case naptr(String)
    /// Where a service runs (RFC 2782): `_sip._udp.example.com`.
    case srv(String)
    /// Addresses of a host, IPv4 and IPv6.
    case address(String)
}

public enum DNSAnswer: Equatable, Sendable {
    public struct NAPTR: Equatable, Sendable {
        public var order: UInt16
        public var preference: UInt16
        /// `s` leads to SRV.
        public var flags: String
        /// `SIP+D2U`, `SIP+D2T`, `SIPS+D2T`
        public var service: String
        public var replacement: String

        public init(order: UInt16, preference: UInt16, flags: String, service: String, replacement: String) {
            self.order = order
            self.preference = preference
            self.flags = flags
            self.service = service
            self.replacement = replacement
        }
    }

    public struct SRV: Equatable, Sendable {
        public var priority: UInt16
        public var weight: UInt16
        public var port: UInt16
        public var target: String

        public init(priority: UInt16, weight: UInt16, port: UInt16, target: String) {
            self.priority = priority
            self.weight = weight
            self.port = port
            self.target = target
        }
    }

    /// Empty lists, and failures, mean that there is nothing.
    case naptr([NAPTR])
    case srv([SRV])
    case addresses([IPAddress])
}
