/// Why bytes are no stream message, or a stream message fits no bytes.
public struct StreamWireError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// The message ends before its fields do.
        case truncated
        /// Bytes are left after the last field.
        case trailing
        /// A version that this program does not speak.
        case version
        /// A kind, party, flag or control that does not exist.
        case unknown
        /// More frames, or a longer frame, than a message may carry.
        case tooLarge = "too-large"
    }

    public var code: Code
    /// Where in the message, in bytes from its start.
    public var offset: Int

    public init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }
    public var description: String { "stream message \(code.rawValue) at byte \(offset)" }
}
