/// Why a request was sent, in the words of another protocol (RFC 3326).
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
}
