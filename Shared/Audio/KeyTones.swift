import Glibc

/// Hears the keys that a phone sends as tones in the sound (ITU-T Q.23, Q.24), 10 ms at a time.
///
/// A key is a pair of tones, one of each group, that stands alone: both well above everything else, of about the same
/// level, for at least 40 ms, and again only after a pause. Speech, which has energy everywhere, is no key.
public struct KeyTones: Sendable {
    /// Samples of a block: 12.75 ms, which tells neighbouring tones apart.
    private static let block = 102
    private static let rows: [Float] = [697, 770, 852, 941]
    private static let columns: [Float] = [1209, 1336, 1477, 1633]
    private static let keys = Array("123A456B789C*0#D".utf8)
    /// 2·cos ω of the eight tones.
    private static let coefficients = SIMD8<Float>((rows + columns).map { 2 * cosf(2 * .pi * $0 / 8000) })
    /// -36 dBFS: quieter is no key.
    private static let quietest: Float = 2.5e-4
    /// Share of a block's energy that the pair must hold.
    private static let purity: Float = 0.75
    /// Q.24: the row may be up to 8 dB louder, the column up to 4 dB.
    private static let twist: (row: Float, column: Float) = (6.3, 2.5)
    /// Blocks that make a key, and blocks without it that end it.
    private static let needed = 3

    private var samples = [Float](repeating: 0, count: block)
    private var filled = 0
    private var candidate: UInt8?
    private var run = 0
    private var held: UInt8?
    private var gaps = 0

    public init() {}

    /// - Returns: the key that begins to be pressed with these samples.
    public mutating func heard(_ sound: UnsafeBufferPointer<Int16>) -> UInt8? {
        var pressed: UInt8?
        for sample in sound {
            samples[filled] = Float(sample) / 32_768
            filled += 1
            guard filled == Self.block else { continue }
            filled = 0
            pressed = step(classify()) ?? pressed
        }
        return pressed
    }

    private mutating func step(_ key: UInt8?) -> UInt8? {
        gaps = key == held ? 0 : gaps + 1
        if held != nil, gaps >= 2 { held = nil }
        run = key != nil && key == candidate ? run + 1 : (key == nil ? 0 : 1)
        candidate = key
        guard let key, run >= Self.needed, held != key else { return nil }
        held = key
        gaps = 0
        return key
    }

    private func classify() -> UInt8? {
        let energy = samples.reduce(Float(0)) { $0 + $1 * $1 }
        guard energy / Float(Self.block) > Self.quietest else { return nil }
        let powers = powers()
        guard let row = (0..<4).max(by: { powers[$0] < powers[$1] }), let column = (4..<8).max(by: { powers[$0] < powers[$1] }) else { return nil }
        // A tone of amplitude a has the energy a²N/2 and the power (aN/2)².
        let share = (powers[row] + powers[column]) * 2 / Float(Self.block) / energy
        guard share > Self.purity, powers[row] < powers[column] * Self.twist.row, powers[column] < powers[row] * Self.twist.column else { return nil }
        return Self.keys[row * 4 + column - 4]
    }

    /// Goertzel's filter, for all eight tones at once.
    private func powers() -> SIMD8<Float> {
        var last = SIMD8<Float>.zero, before = SIMD8<Float>.zero
        for sample in samples { (last, before) = (Self.coefficients * last - before + sample, last) }
        return last * last + before * before - Self.coefficients * last * before
    }
}
