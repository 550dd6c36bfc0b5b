import Glibc

/// Pitch and loudness from frame to frame.
struct VoiceContour: Sendable {
    struct Frame: Sendable {
        /// Semitones above 55 Hz; nil when the frame is not voiced.
        var pitch: Double?
        /// dB relative to full scale.
        var energy: Double
    }

    private(set) var frames: [Frame] = []

    /// - Parameters:
    ///   - samples: 8 kHz.
    ///   - step: samples from one frame to the next; each looks at 40 ms.
    init(_ samples: [Int16], step: Int) {
        let windows = stride(from: 0, through: samples.count - VoiceFrame.window, by: step).map { samples[$0..<$0 + VoiceFrame.window] }
        let powers = windows.map(VoiceFrame.power)
        let threshold = max(VoiceFrame.softest, (powers.max() ?? 0) / 100)
        frames = zip(windows, powers).map { window, power in
            let pitch = power > threshold ? VoiceFrame.pitch(of: window, power: power) : nil
            return Frame(pitch: pitch.map(VoiceFrame.semitones), energy: 10 * log10(max(power, 1) / (32768 * 32768)))
        }
    }

    var lastVoiced: Int? { frames.lastIndex { $0.pitch != nil } }
}

/// Measures of 40 ms of voice at 8 kHz.
enum VoiceFrame {
    static let window = 320
    /// Mean square below which nobody speaks: -55 dB.
    static let softest = 32768.0 * 32768.0 * 3e-6

    static func power(_ frame: ArraySlice<Int16>) -> Double {
        frame.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(frame.count)
    }

    /// - Parameter hertz: above 0.
    static func semitones(_ hertz: Double) -> Double { 12 * log2(hertz / 55) }

    /// By autocorrelation between 70 and 400 Hz; nil when the frame has no clear period.
    static func pitch(of frame: ArraySlice<Int16>, power: Double) -> Double? {
        let samples = frame.map(Double.init)
        let values = lags.map { lag in
            var sum = 0.0
            for index in lag..<samples.count { sum += samples[index] * samples[index - lag] }
            return sum / Double(samples.count - lag) / power
        }
        guard let best = values.max(), best > 0.5 else { return nil }
        // Multiples of the period fit as well: the first peak that is nearly the best counts.
        let peak = values.indices.first { index in
            values[index] >= 0.85 * best && (index + 1 == values.count || values[index + 1] <= values[index])
        }
        return peak.map { 8000 / Double(lags[lags.startIndex + $0]) }
    }

    /// Periods in samples.
    private static let lags = Array(20...114)
}
