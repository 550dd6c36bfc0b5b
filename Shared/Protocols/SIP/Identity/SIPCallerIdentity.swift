/// Who calls, as far as it may be believed and shown (RFC 3325, RFC 3323).
public struct SIPCallerIdentity: Hashable, Sendable {
    /// The caller's number or user name; nil when nothing usable was said. Personal data: never log it.
    public var number: String?
    public var displayName: String?
    /// A trusted network has vouched for it; otherwise it is what the caller said of itself.
    public var isAsserted: Bool
    /// The caller asked that nobody outside the trusted network be shown its identity.
    public var isPrivate: Bool

    public init(number: String?, displayName: String? = nil, isAsserted: Bool = false, isPrivate: Bool = false) {
        self.number = number
        self.displayName = displayName
        self.isAsserted = isAsserted
        self.isPrivate = isPrivate
    }

    /// - Parameter isTrusted: the request came from a peer inside our trust domain; only then P-Asserted-Identity counts
    ///   (RFC 3325 §5).
    public init(_ request: SIPRequest, isTrusted: Bool) {
        let privacy = Self.privacy(request.headers)
        let isAnonymous = Self.isAnonymous(request.from)
        self.isPrivate = !privacy.isDisjoint(with: ["id", "user", "header"]) || isAnonymous
        let asserted = isTrusted ? Self.asserted(request.headers) : nil
        self.isAsserted = asserted != nil
        let source = asserted ?? (isAnonymous ? nil : request.from)
        self.number = source?.uri.decodedUser.map(Self.withoutParameters)
        self.displayName = source?.displayText
    }

    /// RFC 3323 §4.2 and RFC 3325 §9.3: the values of Privacy; `none` allows everything.
    private static func privacy(_ headers: SIPHeaders) -> Set<String> {
        var values: Set<String> = []
        for field in headers.all(.privacy) {
            for value in field.value.split(whereSeparator: { $0 == ASCII.semicolon || $0 == ASCII.comma }) { values.insert(String(bytes: value.trimmed).asciiLowercased) }
        }
        return values.contains("none") ? [] : values
    }

    /// RFC 3323 §4.1.1.3: `anonymous@anonymous.invalid`, and what phones make of it.
    private static func isAnonymous(_ from: SIPNameAddress) -> Bool {
        if ASCII.equalIgnoringCase(from.uri.host, "anonymous.invalid") { return true }
        guard let user = from.uri.decodedUser else { return true }
        return ASCII.equalIgnoringCase(user, "anonymous") || ASCII.equalIgnoringCase(user, "unavailable")
    }

    /// §9.1: at most one sip and one tel URI; the telephone number says more.
    private static func asserted(_ headers: SIPHeaders) -> SIPNameAddress? {
        let list = (try? SIPNameAddress.list(headers, .pAssertedIdentity)) ?? []
        return list.first { $0.uri.scheme == .tel } ?? list.first { $0.uri.isSIP && $0.uri.user != nil }
    }

    /// `+86400;phone-context=x` in the user part of a SIP URI.
    private static func withoutParameters(_ user: String) -> String { String(user.prefix { $0 != ";" }) }

    // MARK: Outgoing

    /// From of a call that shows this identity: the number is never altered, and withheld only when it is private
    /// (RFC 3323 §4.1.1.3); a trusted peer finds it in `headers`.
    /// - Parameter domain: host of the URI.
    public func from(domain: String) -> SIPNameAddress {
        guard let number, !self.isPrivate else {
            return SIPNameAddress(uri: SIPURI(user: "anonymous", host: "anonymous.invalid"), displayName: "Anonymous")
        }
        return SIPNameAddress(uri: SIPURI(user: number, host: domain), displayName: self.displayName)
    }

    /// P-Asserted-Identity and Privacy for a trusted peer; nothing for others (RFC 3325 §5, §7).
    public func headers(domain: String, toTrusted isTrusted: Bool) -> [SIPHeaders.Field] {
        guard isTrusted, let number else { return [] }
        var fields = [SIPHeaders.Field(.pAssertedIdentity, SIPNameAddress(uri: SIPURI(user: number, host: domain), displayName: self.displayName).description)]
        if self.isPrivate { fields.append(.init(.privacy, "id")) }
        return fields
    }
}
