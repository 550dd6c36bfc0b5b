import Audio

/// Both sides of a call in step: left what we sent, right what we heard.
struct CallRecorder: Sendable {
    /// Half an hour; later sound is not kept.
    private static let maximumFrames = 90_000
    private var samples: [Int16] = []

    mutating func record(sent: [Int16], heard: [Int16]) {
        guard self.samples.count < Self.maximumFrames * 320 else { return }
        self.samples += Mixing.interleave(sent, heard)
    }

    var wave: WaveFile { WaveFile(samples: self.samples, rate: 8000, channels: 2) }
}
