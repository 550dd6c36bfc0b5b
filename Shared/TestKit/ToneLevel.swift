import Foundation

/// How loud one frequency is in a sound, by Goertzel's filter: who of several people that say a tone each is heard.
public enum ToneLevel {
    /// - Parameter samples: 8 kHz.
    /// - Returns: dB below full scale; -120 for silence.
    public static func of(_ frequency: Double, in samples: some Collection<Int16>) -> Double {
        guard !samples.isEmpty else { return -120 }
        let coefficient = 2 * cos(2 * Double.pi * frequency / 8000)
        var before = 0.0, last = 0.0
        for sample in samples {
            let next = Double(sample) / 32_768 + coefficient * last - before
            before = last
            last = next
        }
        let power = (before * before + last * last - coefficient * before * last) / Double(samples.count * samples.count) * 4
        return max(-120, 10 * log10(max(power, 1e-12)))
    }

    /// Those of the frequencies that are heard.
    public static func heard(_ frequencies: [Double], in samples: some Collection<Int16>, above level: Double = -35) -> [Double] {
        frequencies.filter { of($0, in: samples) > level }
    }
}
