/// Why bytes are no STUN message that can be answered (RFC 8489 §6.3).
public enum STUNParseError: Error, Equatable, Sendable {
    /// Too short, first bits set, or without the cookie.
    case notSTUN
    /// Another method than Binding.
    case unknownMethod
    /// The length in the header is not that of the datagram, or no multiple of four.
    case malformedLength
    case malformedAttribute
    case tooManyAttributes
    /// The checksum at the end is not that of the bytes before it.
    case wrongFingerprint
}
