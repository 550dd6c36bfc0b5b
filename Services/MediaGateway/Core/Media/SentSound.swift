import Audio
import Protocols

/// Encodes what a leg's peer hears: 20 ms of A-law at a time.
struct SentSound: Sendable {
    let codec: AudioCodec
    private var g722: G722.Encoder?
    private var opus: OpusEncoder?

    init(_ codec: AudioCodec) {
        self.codec = codec
        if codec == .g722 { g722 = G722.Encoder() }
        if codec == .opus { opus = OpusEncoder() }
    }

    /// RTP timestamp units of a frame.
    var ticks: UInt32 { codec.clockRate / 50 }

    /// In place.
    /// - Parameters:
    ///   - frame: 160 octets of A-law at the start of `room`.
    ///   - room: at least `OpusEncoder.largest` octets.
    /// - Returns: octets to be sent; 0 for silence that need not be.
    mutating func encode(_ frame: Int, in room: UnsafeMutableRawBufferPointer) -> Int {
        let body = UnsafeMutableRawBufferPointer(rebasing: room[..<frame])
        switch codec {
        case .pcma: return frame
        case .pcmu:
            Transcoding.muLaw(fromALaw: body)
            return frame
        case .g722, .opus:
            return withUnsafeTemporaryAllocation(of: Int16.self, capacity: frame) { samples in
                let table = G711.linearOfALaw
                for index in 0..<frame { samples[index] = table[Int(body[index])] }
                return g722?.encode(UnsafeBufferPointer(samples), into: room) ?? opus?.encode(UnsafeBufferPointer(samples), into: room) ?? 0
            }
        }
    }
}
