/// What a peer asks for with REFER (RFC 3515): call somebody else in our place.
public struct SIPReferral: Sendable {
    /// Whom to call, without header parameters.
    public let target: SIPURI
    /// An attended transfer: the dialog at the target that the new call takes over (RFC 3891).
    public let replaces: SIPReplaces?
    /// Who asks (RFC 3892), to be passed on to the target as it came.
    public let referredBy: String?
    /// Whether the peer wants to hear how the call goes (RFC 4488).
    public let wantsProgress: Bool

    /// Nil when Refer-To names no address.
    init?(_ request: SIPRequest) {
        guard let field = request.headers.first(.referTo), let address = try? SIPNameAddress(field.value, header: .referTo) else { return nil }
        var target = address.uri
        target.headers = nil
        self.target = target
        self.replaces = address.uri.header("Replaces").flatMap { SIPReplaces($0) }
        self.referredBy = request.headers[.referredBy]
        self.wantsProgress = !(request.headers[.other("refer-sub")]?.asciiLowercased.hasPrefix("false") ?? false)
    }

    /// For the INVITE to the target.
    public var headers: [SIPHeaders.Field] {
        var fields: [SIPHeaders.Field] = []
        if let replaces { fields.append(.init(.replaces, replaces.text)) }
        if let referredBy { fields.append(.init(.referredBy, referredBy)) }
        return fields
    }
}

/// A dialog that a new call takes over (RFC 3891), named as the side sees it that gets the INVITE.
public struct SIPReplaces: Hashable, Sendable {
    public var callID: String
    /// That side's own tag.
    public var toTag: String
    public var fromTag: String
    /// Only while that dialog is not confirmed.
    public var earlyOnly: Bool

    public init(callID: String, toTag: String, fromTag: String, earlyOnly: Bool) {
        self.callID = callID
        self.toTag = toTag
        self.fromTag = fromTag
        self.earlyOnly = earlyOnly
    }

    /// `call-id;to-tag=x;from-tag=y`; nil when a tag is absent (§6.1).
    init?(_ text: String) {
        let bytes = Array(text.utf8)[...]
        let callID = bytes.prefix { $0 != ASCII.semicolon }.trimmed
        var cursor = ByteCursor(bytes.drop { $0 != ASCII.semicolon })
        guard !callID.isEmpty, let parameters = try? SIPParameters.parse(&cursor, header: .replaces), let to = parameters["to-tag"], let from = parameters["from-tag"] else { return nil }
        self.init(callID: String(bytes: callID), toTag: to, fromTag: from, earlyOnly: parameters.contains("early-only"))
    }

    public var text: String { "\(self.callID);to-tag=\(self.toTag);from-tag=\(self.fromTag)" + (self.earlyOnly ? ";early-only" : "") }
}
