/// What a silent peer asks to be heard in place of silence (RFC 3389): noise of a level and, if it says so, a colour.
public struct ComfortNoise: Sendable {
    private static let order = 10
    private var amplitude: Float = 0
    private var reflection = [Float](repeating: 0, count: order)
    private var lattice = [Float](repeating: 0, count: order + 1)
    private var seed: UInt32 = 0x2545_F491

    public init() {}

    /// §3: the first octet is the level in -dBov, the others are reflection coefficients in steps of 1/127.
    public mutating func described(_ payload: UnsafeRawBufferPointer) {
        guard let level = payload.first else { return }
        for index in 0..<Self.order { reflection[index] = payload.count > index + 1 ? (Float(payload[index + 1]) - 127) / 128 : 0 }
        // A filter of such coefficients raises the power by the product of 1/(1 - k²).
        let gain = reflection.reduce(Float(1)) { $0 * (1 - $1 * $1) }
        let power = Level.power(decibels: -Float(level & 0x7F)) * max(gain, 1e-4)
        // Uniform noise of amplitude a has the power a²/3.
        amplitude = (3 * power).squareRoot() * 32_768
    }

    public mutating func fill(_ samples: UnsafeMutableBufferPointer<Int16>) {
        for index in samples.indices { samples[index] = Int16(max(-32_768, min(32_767, next()))) }
    }

    /// All-pole lattice over white noise.
    private mutating func next() -> Float {
        seed = seed &* 1_664_525 &+ 1_013_904_223
        var forward = (Float(seed >> 8) / Float(1 << 23) - 1) * amplitude
        for stage in stride(from: Self.order - 1, through: 0, by: -1) {
            forward += reflection[stage] * lattice[stage]
            lattice[stage + 1] = lattice[stage] - reflection[stage] * forward
        }
        lattice[0] = forward
        return forward
    }
}
