/// Why a request was sent, in the words of a protocol (RFC 3326).
public struct SIPReason: Hashable, Sendable {
    /// `SIP` with a status, `Q.850` with a cause.
    public var domain: String
    /// Nil when only a text is given.
    public var cause: Int?
    public var text: String?

    public init(_ domain: String, cause: Int?, text: String? = nil) {
        self.domain = domain
        self.cause = cause
        self.text = text
    }

    init?(_ value: ArraySlice<UInt8>) {
        var cursor = ByteCursor(value)
        let domain = cursor.take(while: ASCII.isToken)
        guard !domain.isEmpty, let parameters = try? SIPParameters.parse(&cursor, header: .reason) else { return nil }
        self.init(String(bytes: domain), cause: parameters["cause"].flatMap { Int($0) }, text: parameters["text"])
    }

    /// Every reason of a message; the first is the most telling.
    public static func all(_ headers: SIPHeaders) -> [SIPReason] { headers.elements(.reason).compactMap { SIPReason($0) } }

    public var field: SIPHeaders.Field {
        var value = self.domain
        if let cause { value += ";cause=\(cause)" }
        if let text { value += ";text=" + SIPText.quoted(text) }
        return .init(.reason, value)
    }
}
