import Audio

/// What the phone still has to say, in frames of 20 ms; knows when the voice in it ends.
struct SpeechQueue: Sendable {
    static let frame = 160
    private static let power = Level.power(decibels: -45)

    private var samples: [Int16] = []
    private var position = 0
    /// Ends of the voice of each utterance, as positions.
    private var marks: [Int] = []

    var isEmpty: Bool { self.position >= self.samples.count }

    mutating func append(_ speech: [Int16]) {
        if self.isEmpty { self.clear() }
        let start = self.samples.count
        self.samples += speech
        let remainder = speech.count % Self.frame
        if remainder > 0 { self.samples += [Int16](repeating: 0, count: Self.frame - remainder) }
        self.marks.append(self.endOfVoice(from: start))
    }

    mutating func clear() {
        self.samples.removeAll(keepingCapacity: true)
        self.position = 0
        self.marks = []
    }

    /// The next frame, and whether the voice of an utterance ends in it. Nil when there is nothing to say.
    mutating func next() -> (samples: ArraySlice<Int16>, endsVoice: Bool)? {
        guard !self.isEmpty else { return nil }
        let end = min(self.position + Self.frame, self.samples.count)
        let slice = self.samples[self.position..<end]
        self.position = end
        guard let mark = self.marks.first, mark <= end else { return (slice, false) }
        self.marks.removeFirst()
        return (slice, true)
    }

    private func endOfVoice(from start: Int) -> Int {
        var end = start + Self.frame
        for frame in stride(from: start, to: self.samples.count, by: Self.frame) {
            let slice = self.samples[frame..<min(frame + Self.frame, self.samples.count)]
            if Level.power(slice) >= Self.power { end = frame + Self.frame }
        }
        return min(end, self.samples.count)
    }
}
