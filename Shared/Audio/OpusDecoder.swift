import COpus

/// Decodes Opus to 8 kHz, one channel, whatever was sent; makes up for what was lost. A value, as `OpusEncoder`.
public struct OpusDecoder: Sendable {
    /// Samples of the longest packet, 120 ms.
    public static let longest = 960

    private var state: [UInt64]

    public init() {
        state = [UInt64](repeating: 0, count: Int(opus_decoder_get_size(1)) / 8 + 1)
        _ = with { opus_decoder_init($0, 8000, 1) }
    }

    /// - Parameter output: at least `longest` samples.
    /// - Returns: samples written; 0 when the packet is malformed.
    public mutating func decode(_ packet: UnsafeRawBufferPointer, into output: UnsafeMutableBufferPointer<Int16>) -> Int {
        guard !packet.isEmpty, output.count >= Self.longest else { return 0 }
        return decode(packet, count: Self.longest, into: output, isCorrection: false)
    }

    /// What was lost before `next`, from the copy that travels in it, or by continuing the sound.
    /// - Parameters:
    ///   - next: the packet after the gap; nil when that has not come either.
    ///   - samples: how long the gap is: a multiple of 20, up to `longest`.
    public mutating func conceal(before next: UnsafeRawBufferPointer?, samples: Int, into output: UnsafeMutableBufferPointer<Int16>) -> Int {
        guard samples > 0, samples <= output.count, samples <= Self.longest else { return 0 }
        return decode(next, count: samples, into: output, isCorrection: next != nil)
    }

    /// Samples at 8 kHz that a packet lasts; nil when it is malformed.
    public static func duration(of packet: UnsafeRawBufferPointer) -> Int? {
        guard let octets = packet.assumingMemoryBound(to: UInt8.self).baseAddress else { return nil }
        let count = opus_packet_get_nb_samples(octets, Int32(clamping: packet.count), 8000)
        return count > 0 && count <= Int32(longest) ? Int(count) : nil
    }

    private mutating func decode(_ packet: UnsafeRawBufferPointer?, count: Int, into output: UnsafeMutableBufferPointer<Int16>, isCorrection: Bool) -> Int {
        guard let samples = output.baseAddress else { return 0 }
        let octets = packet?.assumingMemoryBound(to: UInt8.self).baseAddress, length = Int32(clamping: packet?.count ?? 0)
        return max(0, Int(with { opus_decode($0, octets, length, samples, Int32(count), isCorrection ? 1 : 0) } ?? 0))
    }

    private mutating func with<Result>(_ body: (OpaquePointer) -> Result) -> Result? {
        state.withUnsafeMutableBytes { OpaquePointer($0.baseAddress).map(body) }
    }
}
