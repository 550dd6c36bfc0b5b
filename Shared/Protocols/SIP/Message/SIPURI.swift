/// A `sip:`, `sips:` or `tel:` URI, or one of a scheme that is only passed on (RFC 3261 §19.1, RFC 3966).
///
/// Components keep their escapes, so that a URI is written exactly as it was read.
public struct SIPURI: Hashable, Sendable {
    public enum Scheme: Hashable, Sendable {
        case sip, sips, tel
        /// Lower-case name of another scheme; `rest` holds what follows the colon.
        case other(String)

        var text: String {
            switch self {
            case .sip: "sip"
            case .sips: "sips"
            case .tel: "tel"
            case .other(let name): name
            }
        }
    }

    public var scheme: Scheme
    /// User part with escapes, or the number of a `tel:` URI with its visual separators.
    public var user: String?
    public var password: String?
    /// Host name, IPv4 address or bracketed IPv6 address; empty for `tel:` and other schemes.
    public var host: String
    public var port: UInt16?
    public var parameters: SIPParameters
    /// What follows `?`, unparsed.
    public var headers: String?
    var rest: String = ""

    public init(scheme: Scheme = .sip, user: String? = nil, host: String, port: UInt16? = nil, parameters: SIPParameters = SIPParameters()) {
        self.scheme = scheme
        self.user = user.map(SIPURI.escapedUser)
        self.password = nil
        self.host = host
        self.port = port
        self.parameters = parameters
        self.headers = nil
    }

    /// - Throws: `malformedURI` with the offset of the first byte that does not fit.
    public init(_ text: String) throws(SIPParseError) { try self.init(Array(text.utf8)[...]) }

    /// User part without escapes, separators of a `tel:` number removed: what a number plan looks at.
    public var decodedUser: String? {
        guard let user else { return nil }
        guard self.scheme != .tel else { return String(decoding: user.utf8.filter { !ByteSet.visual.contains($0) }, as: UTF8.self) }
        return SIPURI.unescaped(user)
    }

    /// The number or name that is called: without separators, and without what a `tel:` or `user=phone` address says beside it.
    public var dialled: String? { SIPTelephoneNumber(self)?.digits ?? self.decodedUser.map { String($0.prefix { $0 != ";" }) } }

    public var isLooseRouter: Bool { self.parameters.contains("lr") }
    public var isSIP: Bool { self.scheme == .sip || self.scheme == .sips }

    /// RFC 3261 §19.1.4, far enough for bindings: user exact, host without case, ports and transports as given.
    public func isEquivalent(to other: SIPURI) -> Bool {
        guard self.scheme == other.scheme, self.decodedUser == other.decodedUser, self.port == other.port else { return false }
        guard ASCII.equalIgnoringCase(self.host, other.host), self.rest == other.rest else { return false }
        for name in ["transport", "user", "ttl", "method", "maddr"] {
            let mine = self.parameters[name], theirs = other.parameters[name]
            guard (mine == nil) == (theirs == nil) else { return false }
            if let mine, let theirs, !ASCII.equalIgnoringCase(mine, theirs) { return false }
        }
        return true
    }

    static func escapedUser(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if ByteSet.user.contains(byte), byte != ASCII.percent { bytes.append(byte); continue }
            bytes += [ASCII.percent] + Array((byte < 16 ? "0" : "").utf8) + Array(String(byte, radix: 16, uppercase: true).utf8)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(ASCII.percent) else { return text }
        var bytes: [UInt8] = []
        var cursor = ByteCursor(Array(text.utf8)[...])
        while let byte = cursor.peek {
            if byte == ASCII.percent, let high = cursor.peek(ahead: 1).flatMap(ASCII.hexValue),
                let low = cursor.peek(ahead: 2).flatMap(ASCII.hexValue)
            {
                bytes.append(high << 4 | low)
                cursor.advance(); cursor.advance()
            } else {
                bytes.append(byte)
            }
            cursor.advance()
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension SIPURI: CustomStringConvertible {
    public var description: String {
        var text = self.scheme.text
        text += ":"
        if case .other = self.scheme { return text + self.rest }
        if let user { text += user }
        if let password { text += ":" + password }
        if self.scheme != .tel {
            if self.user != nil { text += "@" }
            text += self.host
            if let port { text += ":\(port)" }
        }
        self.parameters.write(to: &text)
        if let headers { text += "?" + headers }
        return text
    }
}
