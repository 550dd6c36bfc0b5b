import Glibc

/// Pitch, loudness and pace of one utterance.
public struct VoiceMeasure: Codable, Equatable, Sendable {
    /// Mean of the voiced frames, in semitones above 55 Hz; nil when none was voiced.
    public var pitch: Double?
    /// Mean of the louder half of the frames, in dB relative to full scale.
    public var energy: Double
    /// Characters a second.
    public var rate: Double

    /// - Parameters:
    ///   - samples: 8 kHz.
    ///   - characters: how many were recognised.
    public init?(_ samples: [Int16], characters: Int) {
        let frames = stride(from: 0, to: samples.count - VoiceFrame.window, by: VoiceFrame.window).map { samples[$0..<$0 + VoiceFrame.window] }
        let powers = frames.map(VoiceFrame.power)
        guard let loudest = powers.max(), loudest > VoiceFrame.softest else { return nil }
        let voiced = zip(frames, powers).filter { $0.1 > loudest / 30 }
        let pitches = voiced.compactMap { VoiceFrame.pitch(of: $0.0, power: $0.1) }.sorted()
        pitch = pitches.count >= 3 ? VoiceFrame.semitones(pitches[pitches.count / 2]) : nil
        energy = 10 * log10(voiced.reduce(0) { $0 + $1.1 } / Double(voiced.count) / (32768 * 32768))
        rate = Double(characters) / max(0.2, Double(voiced.count * VoiceFrame.window) / 8000)
    }
}

/// What a caller sounds like when calm, learnt from the call itself.
public struct VoiceBaseline: Codable, Equatable, Sendable {
    private var calm: VoiceMeasure?

    public init() {}

    /// How this utterance differs from the calm ones; nil before any.
    public func tone(of measure: VoiceMeasure?) -> VoiceTone? {
        guard let calm, let measure else { return nil }
        var pitch = 0.0
        if let now = measure.pitch, let before = calm.pitch { pitch = (now - before) / Self.spread.pitch }
        return VoiceTone(pitch: pitch, energy: (measure.energy - calm.energy) / Self.spread.energy, rate: (measure.rate - calm.rate) / Self.spread.rate)
    }

    /// A calm utterance: the memory of the former ones fades by half.
    public mutating func heardCalm(_ measure: VoiceMeasure) {
        guard var mean = calm else { return calm = measure }
        mean.energy = (mean.energy + measure.energy) / 2
        mean.rate = (mean.rate + measure.rate) / 2
        mean.pitch = measure.pitch.map { ((mean.pitch ?? $0) + $0) / 2 } ?? mean.pitch
        calm = mean
    }

    /// Between a speaker's calm utterances: semitones, dB, characters a second.
    private static let spread = (pitch: 2.0, energy: 3.0, rate: 1.5)
}
