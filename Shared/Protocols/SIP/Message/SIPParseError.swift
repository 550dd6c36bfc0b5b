/// Why bytes are not an acceptable SIP message, and where.
public struct SIPParseError: Error, Equatable, Sendable {
    public enum Code: Equatable, Sendable {
        /// Nothing but line ends: a keep-alive, to be ignored.
        case empty
        case messageTooLong
        case unterminatedHeaders
        case tooManyHeaders
        case malformedStartLine
        case unsupportedVersion
        case malformedMethod
        case malformedStatusCode
        case malformedURI
        case malformedHeader(SIPHeaderName)
        case missingHeader(SIPHeaderName)
        case repeatedHeader(SIPHeaderName)
        case contentLengthMismatch
        /// CSeq names another method than the request line.
        case methodMismatch(known: Bool)
    }

    public let code: Code
    /// Byte offset into the parsed buffer; for a missing header the end of the header section.
    public let offset: Int

    public init(_ code: Code, offset: Int) {
        self.code = code
        self.offset = offset
    }

    /// The status that a server answers such a request with (RFC 3261 §8.2, §21.4, §21.5).
    public var status: Int {
        switch self.code {
        case .unsupportedVersion: 505
        case .methodMismatch(known: false): 501
        case .messageTooLong, .tooManyHeaders: 513
        default: 400
        }
    }
}

extension SIPParseError: CustomStringConvertible {
    public var description: String { "\(self.code) at byte \(self.offset)" }
}
