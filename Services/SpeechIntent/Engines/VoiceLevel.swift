import Foundation

/// Brings a synthesised sound to the level of telephone speech and cuts the silence around it.
enum VoiceLevel {
    /// Active speech at -20 dBov: the root mean square of what is spoken, full scale being 1.
    static let target: Float = 0.1
    /// Louder peaks are rounded off towards full scale.
    private static let knee: Float = 0.7
    /// 10 ms at 8 kHz.
    private static let frame = 80
    /// Below -45 dB of the loudest frame nothing is spoken.
    private static let floor: Float = 0.0056
    /// Kept before and after, so that no consonant is clipped.
    private static let head = 3, tail = 6

    /// 16-bit samples at 8 kHz of a sound at 8 kHz.
    static func finished(_ sound: [Float]) -> [Int16] {
        let levels = frameLevels(sound)
        guard let loudest = levels.max(), loudest > 1e-4 else { return [] }
        let spoken = levels.indices.filter { levels[$0] > loudest * floor }
        guard let first = spoken.first, let last = spoken.last else { return [] }
        let start = max(0, first - head) * frame, end = min(sound.count, (last + 1 + tail) * frame)
        let gain = target / activeLevel(levels, loudest: loudest)
        return sound[start..<end].map { Int16((softened($0 * gain) * 32767).rounded()) }
    }

    static func frameLevels(_ sound: [Float]) -> [Float] {
        stride(from: 0, to: sound.count, by: frame).map { start in
            let part = sound[start..<min(start + frame, sound.count)]
            return sqrt(part.reduce(0) { $0 + $1 * $1 } / Float(part.count))
        }
    }

    /// Over the frames within 26 dB of the loudest.
    private static func activeLevel(_ levels: [Float], loudest: Float) -> Float {
        let active = levels.filter { $0 > loudest * 0.05 }
        return sqrt(active.reduce(0) { $0 + $1 * $1 } / Float(max(active.count, 1)))
    }

    private static func softened(_ sample: Float) -> Float {
        let size = abs(sample)
        guard size > knee else { return sample }
        let rounded = knee + (1 - knee) * tanh((size - knee) / (1 - knee))
        return sample < 0 ? -rounded : rounded
    }
}
