/// What both sides agreed on for the one audio stream.
public struct NegotiatedAudio: Equatable, Sendable {
    public var codec: AudioCodec
    /// In packets that we send: the peer's number.
    public var payloadType: UInt8
    /// Payload type of telephone events; nil when the peer takes none.
    public var eventPayloadType: UInt8?
    /// In packets that come: our numbers, as our offer named them (RFC 3264 §5.1, §8.3.2); nil: the same as the peer's.
    public var ownPayloadType: UInt8?
    public var ownEventPayloadType: UInt8?
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

    /// What a packet that comes holds, by its payload type; nil when it is none of those agreed.
    ///
    /// Our numbers are meant first; peers that send what they wrote themselves are heard too.
    public func kind(ofReceived type: UInt8) -> Kind? {
        switch type {
        case ownPayloadType: .sound
        case ownEventPayloadType: .event
        case payloadType: .sound
        case eventPayloadType: .event
        case noisePayloadType: .noise
        default: nil
        }
    }

    public enum Kind: Equatable, Sendable {
        case sound
        case event
        /// A description of the silence that begins (RFC 3389).
        case noise
    }

    /// The peer has put us on hold: it does not want our audio.
    public var isHeldByPeer: Bool { !self.direction.sends }
}

public enum OfferAnswerError: Error, Equatable, Sendable {
    case malformed(SDPParseError)
    /// No audio line with a codec in common: 488.
    case notAcceptable
    /// No audio line that is wanted: 488.
    case noAudio
    /// Audio only over a transport, or with an encryption, that we do not take: 488.
    case transportRefused
    /// Audio only to what is no numeric address: 488.
    case addressFormat
    /// Audio only to a group of receivers: 488.
    case multicast
    /// An offer of one side is still unanswered: 491.
    case offerPending
    /// An answer without an offer, or one that does not fit it.
    case unexpectedAnswer

    /// The SIP status that says so.
    public var status: Int {
        switch self {
        case .malformed: 400
        case .notAcceptable, .noAudio, .transportRefused, .addressFormat, .multicast, .unexpectedAnswer: 488
        case .offerPending: 491
        }
    }

    /// What a Warning header says about a 488 (RFC 3261 §20.43); nil for what has another status.
    private var warning: (code: Int, text: String)? {
        switch self {
        case .malformed, .offerPending: nil
        case .notAcceptable: (305, "Incompatible media format")
        case .noAudio: (304, "Media type not available")
        case .transportRefused: (302, "Incompatible transport protocol")
        case .addressFormat: (301, "Incompatible network address formats")
        case .multicast: (330, "Multicast not available")
        case .unexpectedAnswer: (399, "The answer does not fit the offer")
        }
    }

    /// - Parameter agent: the host that warns.
    public func headers(agent: String) -> [SIPHeaders.Field] {
        self.warning.map { [SIPHeaders.Field(.warning, "\($0.code) \(agent) \"\($0.text)\"")] } ?? []
    }
}
