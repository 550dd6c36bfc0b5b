import Vocabulary

/// Where a registered phone is reached.
public struct SIPBinding: Sendable {
    /// The registered user: user part of To.
    public let user: String
    /// Goes into the Request-URI of a call to the phone.
    public let contact: SIPURI
    /// Where the REGISTER came from: the way back through a NAT or along a connection.
    public let peer: SIPPeer
    /// RFC 3327; becomes the Route of a call.
    public let path: [String]
    let callID: String
    let sequence: UInt32
    public let expires: Instant
}

/// What a REGISTER changed, for a store that other instances read.
public enum SIPBindingChange: Sendable {
    case bound(SIPBinding, seconds: UInt32)
    case removed(SIPBinding)
}
