/// An INVITE that asks for a call.
public struct SIPIncomingCall: Sendable {
    public let request: SIPRequest
    public let source: SIPPeer
    /// A call of ours whose place this one takes when it is answered; that one is then hung up (RFC 3891).
    public let replaces: SIPCallKey?
    /// The SDP offer; nil for a late offer (the answer then arrives with `callConfirmed`).
    public var offer: [UInt8]? { self.request.sdp }
    /// Of the Request-URI.
    public var dialled: String { self.request.uri.dialled ?? "" }
    /// User part of From: the caller's number as signalled; empty when withheld.
    public var caller: String { self.request.from.uri.decodedUser ?? "" }
    /// - Parameter isTrusted: the source belongs to our trust domain: a carrier's trunk, not a phone.
    public func identity(isTrusted: Bool) -> SIPCallerIdentity { SIPCallerIdentity(self.request, isTrusted: isTrusted) }
    /// The numbers that forwarded the call here, that first dialled in front.
    public var redirections: SIPRedirections { SIPRedirections(self.request.headers) }
    public var callID: String { self.request.callID }
    /// For the calls that are made because of this one (RFC 7332).
    public var hops: UInt8 { self.request.maxForwards ?? 70 }
}
