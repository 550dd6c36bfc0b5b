/// Why a connection cannot go on: where the next message starts is not known any more. Close it.
public enum SIPStreamError: Error, Equatable, Sendable {
    /// The bytes are no SIP message: another protocol speaks.
    case notSIP
    /// A message, or its announced length, is larger than this endpoint takes (in bytes).
    case tooLarge(limit: Int)
    /// RFC 3261 §18.3 requires Content-Length on streams.
    case missingContentLength
    /// Not a number, or two that differ.
    case malformedContentLength
}

extension SIPStreamError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notSIP: "the peer does not speak SIP on this port"
        case .tooLarge(let limit): "a message of more than \(limit) bytes"
        case .missingContentLength: "a message without Content-Length, which RFC 3261 §18.3 requires on streams"
        case .malformedContentLength: "a Content-Length that is no number, or several that differ"
        }
    }
}
