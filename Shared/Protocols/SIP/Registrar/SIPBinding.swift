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
    /// Which of a phone's connections (RFC 5626); nil for a phone that names none.
    public let flow: SIPFlowName?
    let callID: String
    let sequence: UInt32
    public let expires: Instant
}

/// A phone's connection by the names that stay when its address changes (RFC 5626 §4.1, §4.2).
public struct SIPFlowName: Hashable, Sendable {
    /// `<urn:uuid:…>`, angle brackets included.
    public let instance: String
    /// `reg-id`, from 1.
    public let registration: UInt32

    init?(_ contact: SIPNameAddress) {
        guard let instance = contact.parameters["+sip.instance"], !instance.isEmpty, let number = contact.parameters["reg-id"].flatMap({ UInt32($0) }), number > 0 else { return nil }
        self.instance = instance
        self.registration = number
    }
}

/// What a REGISTER changed, for a store that other instances read.
public enum SIPBindingChange: Sendable {
    case bound(SIPBinding, seconds: UInt32)
    case removed(SIPBinding)
}
