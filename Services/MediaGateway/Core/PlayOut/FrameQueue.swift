import Contracts

/// Frames in the order they are to be played; taking one moves nothing.
struct FrameQueue: Sendable {
    private var frames: [SpeechFrame] = []
    private var head = 0

    var count: Int { frames.count - head }
    var isEmpty: Bool { count == 0 }

    /// Generations never go back and frames follow each other.
    func accepts(_ frame: SpeechFrame, from generation: UInt32) -> Bool {
        guard let last = count > 0 ? frames.last : nil else { return frame.generation >= generation }
        if frame.generation == last.generation { return frame.seq == last.seq &+ 1 && !last.last }
        return frame.generation > last.generation
    }

    mutating func append(_ frame: SpeechFrame) { frames.append(frame) }

    mutating func popFirst() -> SpeechFrame? {
        guard head < frames.count else { return nil }
        let frame = frames[head]
        head += 1
        // Compacting rarely keeps taking a frame at constant cost.
        if head == frames.count || head >= 512 {
            frames.removeFirst(head)
            head = 0
        }
        return frame
    }

    /// - Returns: the generations that were dropped, ascending.
    mutating func removeAll(upTo generation: UInt32) -> [UInt32] {
        var dropped: [UInt32] = []
        while head < frames.count, frames[head].generation <= generation {
            if dropped.last != frames[head].generation { dropped.append(frames[head].generation) }
            head += 1
        }
        frames.removeFirst(head)
        head = 0
        return dropped
    }
}
