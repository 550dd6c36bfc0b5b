/// The audio encodings that can be negotiated.
public enum AudioCodec: String, Hashable, Sendable, CaseIterable {
    case pcma = "PCMA"
    case pcmu = "PCMU"

    public var clockRate: UInt32 { 8000 }

    /// RFC 3551 table 4.
    public var payloadType: UInt8 {
        switch self {
        case .pcma: 8
        case .pcmu: 0
        }
    }

    /// `NAME/RATE` of `a=rtpmap`.
    public var encoding: String { "\(self.rawValue)/\(self.clockRate)" }

    /// Byte of silence.
    public var silence: UInt8 {
        switch self {
        case .pcma: 0xD5
        case .pcmu: 0xFF
        }
    }

    /// Nil for an encoding that is not supported; `/1` for one channel is accepted.
    init?(encoding: String) {
        let parts = encoding.split(separator: "/")
        guard parts.count >= 2, let codec = AudioCodec(rawValue: String(parts[0])), parts[1] == String(codec.clockRate) else { return nil }
        guard parts.count == 2 || parts[2] == "1" else { return nil }
        self = codec
    }
}
