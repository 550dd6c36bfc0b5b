/// What a peer asks for with REFER (RFC 3515): call somebody else in our place.
public struct SIPReferral: Sendable {
    /// Whom to call; its headers (Replaces) are in `replaces`.
    public let target: SIPURI
    /// An attended transfer: the dialog at the target that the new call takes over (RFC 3891).
    public let replaces: SIPReplaces?
    /// Who asks (RFC 3892), to be passed on to the target as it came.
    public let referredBy: String?
    /// Whether the peer wants to hear how the call goes (RFC 4488).
    public let wantsProgress: Bool
}

/// A dialog that a new call takes over (RFC 3891), named as its peer names it.
public struct SIPReplaces: Hashable, Sendable {
    public var callID: String
    /// The tag at the side that gets the INVITE.
    public var toTag: String
    public var fromTag: String
    /// Only while that dialog is not confirmed.
    public var earlyOnly: Bool
}
