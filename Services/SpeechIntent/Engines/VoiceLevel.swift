import Audio
import Glibc

/// Brings a synthesised sound to the level of telephone speech and cuts the silence around it.
enum VoiceLevel {
    /// Active speech at -20 dBov.
    static let target = Level.power(decibels: -20)
    /// Louder peaks are rounded off towards full scale.
    private static let knee: Float = 0.7
    /// 10 ms at 8 kHz.
    private static let frame = 80
    /// Relative to the loudest frame: below -45 dB nothing is spoken, below -26 dB it does not count as active.
    private static let spoken = Level.power(decibels: -45), active = Level.power(decibels: -26)
    /// A sound below -80 dBov is silence.
    private static let silence = Level.power(decibels: -80)
    /// Frames kept before and after, so that no consonant is clipped.
    private static let head = 3, tail = 6

    /// - Parameter sound: at 8 kHz.
    /// - Returns: the spoken part, levelled; nothing of a silence.
    static func finished(_ sound: [Int16]) -> [Int16] {
        let powers = stride(from: 0, to: sound.count, by: frame).map { Level.power(sound[$0..<min($0 + frame, sound.count)]) }
        guard let loudest = powers.max(), loudest > silence else { return [] }
        let audible = powers.indices.filter { powers[$0] > loudest * spoken }
        guard let first = audible.first, let last = audible.last else { return [] }
        let loud = powers.filter { $0 > loudest * active }
        let gain = (target * Float(loud.count) / loud.reduce(0, +)).squareRoot()
        let start = max(0, first - head) * frame, end = min(sound.count, (last + 1 + tail) * frame)
        return sound[start..<end].map { Int16((softened(Float($0) / 32768 * gain) * 32767).rounded()) }
    }

    private static func softened(_ sample: Float) -> Float {
        let size = abs(sample)
        guard size > knee else { return sample }
        let rounded = knee + (1 - knee) * tanhf((size - knee) / (1 - knee))
        return sample < 0 ? -rounded : rounded
    }
}
