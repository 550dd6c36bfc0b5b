import Audio

/// Sounds of a telephone line for tests, made from a seed.
struct LineSound {
    var random: Random

    struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
            return z ^ z >> 31
        }
    }

    init(seed: UInt64) { random = Random(state: seed) }

    /// Noise of that level in dB relative to full scale, in frames of 10 ms.
    mutating func noise(_ level: Float, frames: Int) -> [Float] {
        (0..<frames).map { _ in Level.power(decibels: level + Float.random(in: -1.5...1.5, using: &random)) }
    }

    /// Speech: syllables of 100 to 200 ms with gaps of 30 to 80 ms at 15 dB below.
    mutating func speech(_ level: Float, frames: Int) -> [Float] {
        var sound: [Float] = []
        while sound.count < frames {
            sound += noise(level, frames: Int.random(in: 10...20, using: &random)) + noise(level - 15, frames: Int.random(in: 3...8, using: &random))
        }
        return Array(sound.prefix(frames))
    }
}
