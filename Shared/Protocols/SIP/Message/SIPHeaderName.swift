/// A header field name; compared without case, compact forms resolved (RFC 3261 §7.3.3).
public enum SIPHeaderName: Hashable, Sendable {
    case accept, acceptEncoding, acceptLanguage, alertInfo, allow, allowEvents, authenticationInfo, authorization
    case callID, callInfo, contact, contentDisposition, contentEncoding, contentLength, contentType, cSeq, date
    case diversion, event, expires, from, historyInfo, maxForwards, minExpires, minSE, mimeVersion
    case pAssertedIdentity, pPreferredIdentity, path, privacy, proxyAuthenticate, proxyAuthorization, proxyRequire
    case rAck, reason, recordRoute, referTo, referredBy, replaces, require, retryAfter, route, rSeq, server
    case serviceRoute, sessionExpires, subject, subscriptionState, supported, to, unsupported, userAgent, via
    case warning, wwwAuthenticate
    /// Any other name, in lower case.
    case other(String)

    static let known: [(name: SIPHeaderName, text: String, compact: UInt8?)] = [
        (.accept, "Accept", nil), (.acceptEncoding, "Accept-Encoding", nil), (.acceptLanguage, "Accept-Language", nil),
        (.alertInfo, "Alert-Info", nil), (.allow, "Allow", nil), (.allowEvents, "Allow-Events", 0x75),
        (.authenticationInfo, "Authentication-Info", nil), (.authorization, "Authorization", nil),
        (.callID, "Call-ID", 0x69), (.callInfo, "Call-Info", nil), (.contact, "Contact", 0x6D),
        (.contentDisposition, "Content-Disposition", nil), (.contentEncoding, "Content-Encoding", 0x65),
        (.contentLength, "Content-Length", 0x6C), (.contentType, "Content-Type", 0x63), (.cSeq, "CSeq", nil),
        (.date, "Date", nil), (.diversion, "Diversion", nil), (.event, "Event", 0x6F), (.expires, "Expires", nil),
        (.from, "From", 0x66), (.historyInfo, "History-Info", nil), (.maxForwards, "Max-Forwards", nil),
        (.minExpires, "Min-Expires", nil), (.minSE, "Min-SE", nil), (.mimeVersion, "MIME-Version", nil),
        (.pAssertedIdentity, "P-Asserted-Identity", nil), (.pPreferredIdentity, "P-Preferred-Identity", nil),
        (.path, "Path", nil), (.privacy, "Privacy", nil), (.proxyAuthenticate, "Proxy-Authenticate", nil),
        (.proxyAuthorization, "Proxy-Authorization", nil), (.proxyRequire, "Proxy-Require", nil), (.rAck, "RAck", nil),
        (.reason, "Reason", nil), (.recordRoute, "Record-Route", nil), (.referTo, "Refer-To", 0x72),
        (.referredBy, "Referred-By", 0x62), (.replaces, "Replaces", nil), (.require, "Require", nil),
        (.retryAfter, "Retry-After", nil), (.route, "Route", nil), (.rSeq, "RSeq", nil), (.server, "Server", nil),
        (.serviceRoute, "Service-Route", nil), (.sessionExpires, "Session-Expires", 0x78), (.subject, "Subject", 0x73),
        (.subscriptionState, "Subscription-State", nil), (.supported, "Supported", 0x6B), (.to, "To", 0x74),
        (.unsupported, "Unsupported", nil), (.userAgent, "User-Agent", nil), (.via, "Via", 0x76),
        (.warning, "Warning", nil), (.wwwAuthenticate, "WWW-Authenticate", nil),
    ]

    private static let byLength: [[(name: SIPHeaderName, text: String)]] = {
        var table = Array(repeating: [(name: SIPHeaderName, text: String)](), count: 32)
        for entry in Self.known { table[entry.text.utf8.count].append((entry.name, entry.text)) }
        return table
    }()

    private static let byCompact: [UInt8: SIPHeaderName] = {
        var table: [UInt8: SIPHeaderName] = [:]
        for entry in Self.known { if let letter = entry.compact { table[letter] = entry.name } }
        return table
    }()

    private static let texts = Dictionary(uniqueKeysWithValues: Self.known.map { ($0.name, $0.text) })

    init(_ bytes: ArraySlice<UInt8>) {
        if bytes.count == 1, let letter = bytes.first, let name = Self.byCompact[ASCII.lowercased(letter)] {
            self = name
            return
        }
        if bytes.count < Self.byLength.count {
            for entry in Self.byLength[bytes.count] where ASCII.equalIgnoringCase(bytes, entry.text) {
                self = entry.name
                return
            }
        }
        self = .other(String(decoding: bytes.map(ASCII.lowercased), as: UTF8.self))
    }

    public init(_ text: String) { self.init(Array(text.utf8)[...]) }

    /// The name as it is written on the wire.
    public var text: String {
        if case .other(let text) = self { return text }
        return Self.texts[self] ?? ""
    }
}
