import COpus

/// Opus for telephone speech (RFC 6716): 8 kHz, one channel, 20 ms a packet, with in-band error correction and silence
/// suppression.
///
/// A value: libopus keeps an encoder in one block of memory that may be copied.
public struct OpusEncoder: Sendable {
    /// Samples of a frame, and RTP timestamp units that it lasts.
    public static let frame = 160
    public static let ticks: UInt32 = 960
    /// Octets of the largest packet that is made.
    public static let largest = 400

    /// In words, so that the block is aligned.
    private var state: [UInt64]

    /// - Parameters:
    ///   - bitRate: bits a second.
    ///   - expectedLoss: percent of packets; from 1 on earlier frames travel again in later packets.
    public init(bitRate: Int32 = 16_000, expectedLoss: Int32 = 5) {
        state = [UInt64](repeating: 0, count: Int(opus_encoder_get_size(1)) / 8 + 1)
        _ = with { encoder in
            _ = opus_encoder_init(encoder, 8000, 1, OPUS_APPLICATION_VOIP)
            for (request, value) in [
                (OPUS_SET_BITRATE_REQUEST, bitRate), (OPUS_SET_COMPLEXITY_REQUEST, 5), (OPUS_SET_INBAND_FEC_REQUEST, 1), (OPUS_SET_PACKET_LOSS_PERC_REQUEST, expectedLoss),
                (OPUS_SET_DTX_REQUEST, 1), (OPUS_SET_SIGNAL_REQUEST, OPUS_SIGNAL_VOICE),
            ] { _ = hotline_opus_encoder_set(encoder, request, value) }
        }
    }

    /// - Parameters:
    ///   - samples: `frame` of them.
    ///   - packet: at least `largest` octets.
    /// - Returns: octets to be sent; 0 when there is silence that need not be sent.
    public mutating func encode(_ samples: UnsafeBufferPointer<Int16>, into packet: UnsafeMutableRawBufferPointer) -> Int {
        guard samples.count == Self.frame, packet.count >= Self.largest, let sound = samples.baseAddress,
            let octets = packet.baseAddress?.assumingMemoryBound(to: UInt8.self)
        else { return 0 }
        let count = with { opus_encode($0, sound, Int32(Self.frame), octets, Int32(Self.largest)) } ?? 0
        // Two octets and fewer say that nothing need be sent (opus_encoder.h, OPUS_SET_DTX).
        return count > 2 ? Int(count) : 0
    }

    private mutating func with<Result>(_ body: (OpaquePointer) -> Result) -> Result? {
        state.withUnsafeMutableBytes { OpaquePointer($0.baseAddress).map(body) }
    }
}
