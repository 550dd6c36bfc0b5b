import Audio
import Vocabulary

/// Collects both sides of a call into segments of a second: A-law, the caller left, the other side right.
struct StereoRecording: Sendable {
    /// Octets of a segment: 50 frames of two channels.
    static let segment = 50 * 2 * CallAudio.frame

    /// Until then what is sensitive is said: silence is kept in its place.
    var pausedUntil: Instant?
    private var octets: [UInt8] = []
    private var left = [UInt8](repeating: G711.aLawSilence, count: CallAudio.frame)
    private var right = [UInt8](repeating: G711.aLawSilence, count: CallAudio.frame)

    /// 20 ms that the other side said.
    mutating func spoke(_ frame: UnsafeRawBufferPointer) { Self.copy(frame, to: &right) }
    /// 20 ms that the caller said.
    mutating func heard(_ frame: UnsafeRawBufferPointer) { Self.copy(frame, to: &left) }

    /// Ends the 20 ms, and gives the segment when it is full.
    mutating func takeSegment(at now: Instant) -> [UInt8]? {
        if let until = pausedUntil, now < until { hush() } else { pausedUntil = nil }
        if octets.capacity < Self.segment { octets.reserveCapacity(Self.segment) }
        for index in 0..<CallAudio.frame {
            octets.append(left[index])
            octets.append(right[index])
        }
        return octets.count >= Self.segment ? takeRest() : nil
    }

    /// What there is of the present segment; nil when nothing.
    mutating func takeRest() -> [UInt8]? {
        guard !octets.isEmpty else { return nil }
        defer { octets = [] }
        return octets
    }

    private mutating func hush() {
        for index in 0..<CallAudio.frame {
            left[index] = G711.aLawSilence
            right[index] = G711.aLawSilence
        }
    }

    private static func copy(_ frame: UnsafeRawBufferPointer, to side: inout [UInt8]) {
        side.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: frame.prefix(CallAudio.frame))) }
    }
}
