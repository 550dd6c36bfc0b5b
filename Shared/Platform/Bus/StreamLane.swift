import Contracts

/// What waits to leave for one instance: caller's sound in a ring that forgets the oldest, everything else in order.
public struct StreamLane: Sendable {
    private var audio: ArraySlice<AudioFrame> = []
    private var ordered: ArraySlice<SpeechStream> = []
    private let audioBound: Int
    private let orderedBound: Int
    /// Frames of caller's sound that were never sent.
    public private(set) var dropped = 0

    /// - Parameters:
    ///   - audioBound: in frames.
    ///   - orderedBound: in messages.
    public init(audioBound: Int, orderedBound: Int) {
        self.audioBound = audioBound
        self.orderedBound = orderedBound
    }

    public var isEmpty: Bool { audio.isEmpty && ordered.isEmpty }

    /// - Throws: `.overloaded` when the ordered messages have reached their bound; `.invalid` when no message can carry this.
    public mutating func push(_ message: SpeechStream) throws(RequestFailure) {
        switch message {
        case .callerAudio(let frames): push(frames)
        case .assistantSpeech(let frames) where frames.count > SpeechStream.maximumFrames:
            throw RequestFailure(.invalid, "\(frames.count) frames in one message; at most \(SpeechStream.maximumFrames)")
        case .assistantSpeech, .control:
            guard ordered.count < orderedBound else { throw RequestFailure(.overloaded, "\(orderedBound) stream messages wait already") }
            ordered.append(message)
        }
    }

    private mutating func push(_ frames: [AudioFrame]) {
        audio.append(contentsOf: frames)
        let excess = audio.count - audioBound
        guard excess > 0 else { return }
        audio.removeFirst(excess)
        dropped += excess
    }

    /// The next message to send: first what is ordered, then the caller's sound; frames that wait leave together in as few
    /// messages as hold them.
    public mutating func next() -> SpeechStream? {
        switch ordered.popFirst() {
        case .assistantSpeech(let frames)?: return .assistantSpeech(joined(frames))
        case let message?: return message
        case nil: return nextAudio()
        }
    }

    private mutating func joined(_ frames: [SpeechFrame]) -> [SpeechFrame] {
        var frames = frames
        while case .assistantSpeech(let more)? = ordered.first, frames.count + more.count <= SpeechStream.maximumFrames {
            frames += more
            ordered.removeFirst()
        }
        return frames
    }

    private mutating func nextAudio() -> SpeechStream? {
        guard !audio.isEmpty else { return nil }
        let frames = Array(audio.prefix(SpeechStream.maximumFrames))
        audio.removeFirst(frames.count)
        return .callerAudio(frames)
    }

    /// Puts back what the transport would not take.
    public mutating func putBack(_ message: SpeechStream) {
        switch message {
        case .callerAudio(let frames):
            let waiting = Array(audio)
            audio = []
            push(frames + waiting)
        case .assistantSpeech, .control: ordered = [message] + ordered
        }
    }
}
