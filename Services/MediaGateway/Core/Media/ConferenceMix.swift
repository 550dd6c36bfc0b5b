import Audio

/// What each party of a conference hears: the sum of those whom it may hear, never itself.
///
/// Who hears whom is free: an equal conference, a supervisor who listens unheard, one whom the agent alone hears. Made
/// once for a conference; nothing is allocated per frame.
public struct ConferenceMix: Sendable {
    /// Samples of a frame.
    public static let frame = CallAudio.frame
    /// A conference never grows beyond.
    public static let most = 16

    /// Bit q of entry p: p hears q.
    private var audible: [UInt16]
    private var frames: [Int16]
    /// Parties of whom something came for this frame.
    private var present: UInt16 = 0

    /// Everybody hears everybody else.
    public init(parties: Int) {
        let count = min(max(parties, 0), Self.most)
        let all = UInt16(truncatingIfNeeded: (1 << count) - 1)
        audible = (0..<count).map { all & ~(1 << UInt16($0)) }
        frames = [Int16](repeating: 0, count: count * Self.frame)
    }

    public var parties: Int { audible.count }

    /// Lets a party hear another or not. Nobody ever hears themselves.
    public mutating func set(_ listener: Int, hears speaker: Int, _ isAudible: Bool) {
        guard audible.indices.contains(listener), audible.indices.contains(speaker), listener != speaker else { return }
        let bit: UInt16 = 1 << UInt16(speaker)
        audible[listener] = isAudible ? audible[listener] | bit : audible[listener] & ~bit
    }

    /// The next 20 ms begin.
    public mutating func begin() { present = 0 }

    /// What a party said in these 20 ms.
    public mutating func said(_ party: Int, _ samples: UnsafeBufferPointer<Int16>) {
        guard audible.indices.contains(party), samples.count == Self.frame else { return }
        for index in 0..<Self.frame { frames[party * Self.frame + index] = samples[index] }
        present |= 1 << UInt16(party)
    }

    /// What a party hears in these 20 ms: the sum, saturated.
    public func mix(for party: Int, into output: UnsafeMutableBufferPointer<Int16>) {
        output.update(repeating: 0)
        guard audible.indices.contains(party), output.count == Self.frame else { return }
        var heard = audible[party] & present
        frames.withUnsafeBufferPointer { frames in
            while heard != 0 {
                let start = heard.trailingZeroBitCount * Self.frame
                for index in 0..<Self.frame { output[index] = Mixing.add(output[index], frames[start + index]) }
                heard &= heard - 1
            }
        }
    }
}
