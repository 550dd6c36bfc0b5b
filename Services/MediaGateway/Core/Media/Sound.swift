import Audio

/// A-law at 8 kHz in memory, shared by all calls that play it.
public struct Sound: Sendable, Hashable {
    public let alaw: [UInt8]

    /// How long it lasts.
    public var length: Duration { .microseconds(125 * alaw.count) }

    public init(alaw: [UInt8]) { self.alaw = alaw }
    public init(_ samples: [Int16]) { alaw = G711.aLaw(samples) }
    public init(_ tone: Tone, milliseconds: Int? = nil) { self.init(tone.samples(milliseconds: milliseconds ?? tone.period)) }
}

/// Where a sound has got to.
struct SoundPosition: Sendable {
    let sound: Sound
    let loops: Bool
    private var offset = 0

    init(_ sound: Sound, loops: Bool) {
        self.sound = sound
        self.loops = loops
    }

    var isOver: Bool { !loops && offset >= sound.alaw.count || sound.alaw.isEmpty }

    /// Fills the frame; what lies beyond the end stays as it is.
    mutating func read(into frame: UnsafeMutableRawBufferPointer) {
        guard !isOver else { return }
        sound.alaw.withUnsafeBytes { bytes in
            var filled = 0
            while filled < frame.count, offset < bytes.count {
                let count = min(frame.count - filled, bytes.count - offset)
                UnsafeMutableRawBufferPointer(rebasing: frame[filled..<filled + count]).copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]))
                filled += count
                offset += count
                if loops, offset == bytes.count { offset = 0 }
            }
        }
    }
}
