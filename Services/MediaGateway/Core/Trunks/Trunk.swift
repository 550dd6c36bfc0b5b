import Protocols
import Vocabulary

/// A line to the telephone network: a carrier's IMS, a PBX, a session border controller.
public struct Trunk: Sendable, Equatable {
    public struct Registration: Sendable, Equatable {
        public var user: String
        public var password: String
        /// Host of the address of record.
        public var domain: String
        /// Seconds that are asked for.
        public var expires: UInt32
        /// Calls come along the way of the registration, which is kept open (RFC 5626).
        public var isOutbound = false

        public init(user: String, password: String, domain: String, expires: UInt32 = 300) {
            self.user = user
            self.password = password
            self.domain = domain
            self.expires = expires
        }
    }

    public var name: String
    /// Where its INVITEs come from.
    public var peers: [AddressBlock]
    /// Where calls to it, and our REGISTER, go; nil for a trunk that only brings calls.
    public var address: SIPPeer?
    /// What it was named by when that is no address: found out by name servers (RFC 3263). `address` is then the first of
    /// `targets`.
    public var domain: SIPURI?
    public var targets: [SIPPeer] = []
    /// Its INVITEs come from wherever it is found.
    public var peersFollow = false
    /// A call that was forwarded to us counts as one to the number that was dialled first (RFC 7044, RFC 5806).
    public var countsFirstDialled = false
    /// How we make ourselves known to it; nil where it knows our address.
    public var registration: Registration?
    /// In the order in which they are offered.
    public var codecs: [AudioCodec] = [.pcma, .pcmu, .g722, .opus]
    /// Whether its sound is encrypted; nil takes the gateway's own policy.
    public var encryption: MediaSecurity?
    /// Dialled numbers that it may ask for; empty = all.
    public var numbers: [NumberPattern] = []
    /// Calls at once, in both directions.
    public var calls = Int.max
    /// New calls, in both directions.
    public var rate: TokenBucket.Rate?
    /// Its P-Asserted-Identity is believed, and it is told ours (RFC 3325 §5).
    public var isTrusted = false

    public init(name: String, peers: [AddressBlock], address: SIPPeer? = nil) {
        self.name = name
        self.peers = peers
        self.address = address
    }

    /// No line at all: our own registered phones, whose calls are not counted.
    public static let phones = Trunk(name: "phones", peers: [])

    /// Where no trunk is configured: any peer may call, without limits.
    public static let anybody = Trunk(name: "anybody", peers: AddressBlock.everywhere)
}
