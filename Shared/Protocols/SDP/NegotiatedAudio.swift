/// What both sides agreed on for the one audio stream.
public struct NegotiatedAudio: Equatable, Sendable {
    public var codec: AudioCodec
    /// In packets that we send and receive.
    public var payloadType: UInt8
    /// Payload type of telephone events; nil when the peer takes none.
    public var eventPayloadType: UInt8?
    /// Timestamp units a second of telephone events; the codec's, unless the peer knows only 8000.
    public var eventClockRate: UInt32 = 8000
    /// Payload type of comfort noise (RFC 3389); nil when the peer sends none.
    public var noisePayloadType: UInt8?
    /// Where our packets go; nil while the peer cannot receive (`c=0.0.0.0`).
    public var remote: SocketAddress?
    /// Where our RTCP goes: the next port, or `a=rtcp`.
    public var remoteControl: SocketAddress?
    /// Ours: whether we send and receive.
    public var direction: MediaDirection
    /// Milliseconds per packet that the peer wants; 20 when it says nothing.
    public var packetTime: Int
    /// RTCP comes and goes on the port of RTP (RFC 5761).
    public var isControlMuxed = false
    /// Nil when the medium is in clear.
    public var keys: MediaKeys?

    /// The peer has put us on hold: it does not want our audio.
    public var isHeldByPeer: Bool { !self.direction.sends }
}

public enum OfferAnswerError: Error, Equatable, Sendable {
    case malformed(SDPParseError)
    /// No audio line with a codec in common: 488.
    case notAcceptable
    /// An offer of one side is still unanswered: 491.
    case offerPending
    /// An answer without an offer, or one that does not fit it.
    case unexpectedAnswer

    /// The SIP status that says so.
    public var status: Int {
        switch self {
        case .malformed: 400
        case .notAcceptable, .unexpectedAnswer: 488
        case .offerPending: 491
        }
    }
}
