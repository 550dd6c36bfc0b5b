/// The audio encodings that can be negotiated.
public enum AudioCodec: String, Hashable, Sendable, CaseIterable {
    case pcma = "PCMA"
    case pcmu = "PCMU"
    /// Wide-band at the bit rate of G.711 (ITU-T G.722).
    case g722 = "G722"
    case opus = "OPUS"

    /// Of RTP timestamps. G.722 counts 8000 although it samples at 16 kHz (RFC 3551 §4.5.2); Opus always 48000 (RFC 7587 §4.1).
    public var clockRate: UInt32 { self == .opus ? 48_000 : 8000 }

    /// RFC 3551 table 4; for a dynamic type what our offers use.
    public var payloadType: UInt8 {
        switch self {
        case .pcma: 8
        case .pcmu: 0
        case .g722: 9
        case .opus: 111
        }
    }

    /// `NAME/RATE` of `a=rtpmap`; Opus names two channels whatever it carries (RFC 7587 §7).
    public var encoding: String { self == .opus ? "opus/48000/2" : "\(self.rawValue)/\(self.clockRate)" }

    /// Value of our `a=fmtp`: in-band error correction and silence suppression wanted, one channel (RFC 7587 §6.1).
    public var parameters: String? { self == .opus ? "useinbandfec=1;usedtx=1;stereo=0;maxplaybackrate=16000" : nil }

    /// One octet a timestamp unit, so that packets of any length can be cut and joined.
    public var isCompanded: Bool { self == .pcma || self == .pcmu }

    /// Byte of silence of a companded codec.
    public var silence: UInt8 { self == .pcmu ? 0xFF : 0xD5 }

    /// Nil for an encoding that is not supported; `/1` for one channel is accepted.
    init?(encoding: String) {
        let parts = encoding.split(separator: "/")
        guard parts.count >= 2, let codec = AudioCodec(rawValue: parts[0].uppercased()), parts[1] == String(codec.clockRate) else { return nil }
        guard parts.count == 2 || parts[2] == (codec == .opus ? "2" : "1") else { return nil }
        self = codec
    }
}
