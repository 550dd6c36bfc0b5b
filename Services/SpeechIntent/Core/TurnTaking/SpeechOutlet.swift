import Audio

/// What is still to be sent of the assistant's speech: generations in order, as frames of 20 ms, within the credit given.
public struct SpeechOutlet: Sendable {
    /// 20 ms of A-law at 8 kHz.
    public struct Frame: Equatable, Sendable {
        public var generation: UInt32
        public var seq: UInt32
        public var isLast: Bool
        public var alaw: [UInt8]
    }

    private struct Generation {
        var number: UInt32
        var frames: [[UInt8]] = []
        var sent = 0
        var rest: [Int16] = []
        var isComplete = false
    }

    /// Samples in a frame.
    public static let frame = 160
    /// Frames that each generation may begin with.
    public static let initialCredit: UInt32 = 250
    /// Two minutes: longer than anything said; what comes beyond is refused.
    public static let bound = 6000

    private var generations: [Generation] = []
    private var credit: [UInt32: UInt32] = [:]

    public init() {}

    public var isEmpty: Bool { generations.isEmpty }

    public mutating func begin(_ number: UInt32) { generations.append(Generation(number: number)) }

    /// Adds sound to a generation.
    /// - Returns: the frames that it made; nil when the generation is unknown, flushed, or too long.
    public mutating func append(_ samples: [Int16], to number: UInt32) -> Int? {
        guard let index = index(of: number), generations[index].frames.count < Self.bound else { return nil }
        let before = generations[index].frames.count
        var sound = generations[index].rest + samples
        var start = 0
        while sound.count - start >= Self.frame {
            generations[index].frames.append(sound[start..<start + Self.frame].map(G711.aLaw))
            start += Self.frame
        }
        sound.removeFirst(start)
        generations[index].rest = sound
        return generations[index].frames.count - before
    }

    /// Nothing follows in this generation.
    /// - Returns: false when there is no sound in it at all.
    public mutating func end(_ number: UInt32) -> Bool {
        guard let index = index(of: number) else { return true }
        if !generations[index].rest.isEmpty {
            let rest = generations[index].rest
            generations[index].frames.append((rest + [Int16](repeating: 0, count: Self.frame - rest.count)).map(G711.aLaw))
            generations[index].rest = []
        }
        generations[index].isComplete = true
        guard generations[index].frames.isEmpty else { return true }
        generations.remove(at: index)
        return false
    }

    /// Frames of the generation below `upTo` may be sent.
    public mutating func granted(_ number: UInt32, upTo: UInt32) {
        credit[number] = max(credit[number] ?? Self.initialCredit, upTo)
        credit = credit.filter { $0.key + 8 > number }
    }

    /// Forgets everything up to and including this generation.
    public mutating func flush(upTo number: UInt32) { generations.removeAll { $0.number <= number } }

    /// Nothing more is made of this generation's sound, and no more is wanted.
    public mutating func remove(_ number: UInt32) { generations.removeAll { $0.number == number } }

    /// Nothing more will be made of it: it is complete, flushed or unknown.
    public func isComplete(_ number: UInt32) -> Bool { index(of: number) == nil }

    /// What may be sent now, in order. The last frame of what is made is kept back until it is known whether it is the last.
    public mutating func take() -> [Frame] {
        var frames: [Frame] = []
        while let head = generations.first {
            let granted = Int(credit[head.number] ?? Self.initialCredit)
            let available = min(granted, head.isComplete ? head.frames.count : head.frames.count - 1)
            for seq in head.sent..<max(head.sent, available) {
                frames.append(Frame(generation: head.number, seq: UInt32(seq), isLast: head.isComplete && seq == head.frames.count - 1, alaw: head.frames[seq]))
            }
            generations[0].sent = max(head.sent, available)
            guard head.isComplete, available == head.frames.count else { break }
            generations.removeFirst()
        }
        return frames
    }

    private func index(of number: UInt32) -> Int? { generations.firstIndex { $0.number == number && !$0.isComplete } }
}
