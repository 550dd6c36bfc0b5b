/// Why bytes are not a session description (RFC 8866), and on which line.
public struct SDPParseError: Error, Equatable, Sendable {
    public enum Code: Equatable, Sendable {
        case tooLong
        case notVersionZero
        case malformedLine
        case malformedOrigin
        case malformedConnection
        case malformedMedia
        case missingOrigin
        case tooManyMedia
    }

    public let code: Code
    /// From 1.
    public let line: Int

    public init(code: Code, line: Int) {
        self.code = code
        self.line = line
    }
}
