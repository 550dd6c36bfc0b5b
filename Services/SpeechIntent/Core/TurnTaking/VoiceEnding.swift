import Glibc

/// How the voice sounds where it pauses: who has finished lets pitch and loudness fall, who goes on holds them.
public enum VoiceEnding: Hashable, Sendable {
    /// Pitch and loudness sink: the speaker gives the turn away.
    case falling
    /// Pitch climbs: a question without a particle.
    case rising
    /// Pitch and loudness are held, as in a drawn-out "那个——": more comes.
    case held
    /// Too little voice, or nothing clear.
    case unclear

    /// Judges the last part of what was said so far.
    /// - Parameter samples: 8 kHz; silence at the end is passed over.
    public init(of samples: [Int16]) {
        let tail = Array(samples.suffix(Self.reach))
        let contour = VoiceContour(tail, step: Self.step)
        guard let last = contour.lastVoiced else {
            self = .unclear
            return
        }
        self = Self.judged(contour.frames[max(0, last + 1 - Self.phrase)...last])
    }

    /// 1.2 s reach back over the pause (300 ms) to the last words.
    private static let reach = 9600
    /// 20 ms.
    private static let step = 160
    /// The last 400 ms of voice decide.
    private static let phrase = 20

    // Mandarin's tones move the pitch within a syllable by some semitones; what is compared are halves of about two syllables,
    // so that a tone alone does not pass for an intonation.
    private static let semitones = 2.0
    private static let decibels = 5.0

    private static func judged(_ frames: ArraySlice<VoiceContour.Frame>) -> VoiceEnding {
        let half = frames.count / 2
        let before = frames.prefix(half), after = frames.suffix(half)
        let pitches = (before.compactMap(\.pitch), after.compactMap(\.pitch))
        guard pitches.0.count >= 4, pitches.1.count >= 4 else { return .unclear }
        let climb = median(pitches.1) - median(pitches.0)
        let swell = mean(after.map(\.energy)) - mean(before.map(\.energy))
        if climb >= semitones, swell > -decibels { return .rising }
        if climb <= -semitones || (climb < semitones / 2 && swell <= -decibels) { return .falling }
        return abs(climb) < semitones / 2 && abs(swell) < decibels / 2 ? .held : .unclear
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(values.count, 1)) }
}
