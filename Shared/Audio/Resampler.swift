import Glibc

/// Changes the sample rate by any ratio of whole numbers: a windowed-sinc low-pass in polyphase form. Keeps its history
/// between pieces, so that a stream has no seams; `finish` gives what is still inside.
public struct Resampler: Sendable {
    private let up: Int
    private let down: Int
    /// Taps of each phase.
    private let length: Int
    /// `up` phases one after another, each `length` taps.
    private let taps: [Float]
    private var history: [Float]
    /// Position of the next output, in units of 1/up input samples, relative to the start of `history`.
    private var position = 0

    /// - Parameter from, to: rates in Hz, above 0.
    public init(from: Int, to: Int) {
        let divisor = Self.greatestCommonDivisor(max(1, from), max(1, to))
        up = max(1, to) / divisor
        down = max(1, from) / divisor
        let stretch = max(1, Float(down) / Float(up))
        let half = Int((12 * stretch).rounded(.up))
        length = 2 * half
        taps = Self.design(up: up, half: half, cutoff: 0.94 / stretch)
        history = [Float](repeating: 0, count: half - 1)
    }

    public mutating func convert(_ samples: [Int16]) -> [Int16] {
        guard up != down else { return samples }
        history.append(contentsOf: samples.lazy.map(Float.init))
        return drain()
    }

    /// The rest, once no more comes.
    public mutating func finish() -> [Int16] {
        guard up != down else { return [] }
        history.append(contentsOf: repeatElement(0, count: length / 2))
        return drain()
    }

    /// A whole piece of sound at once.
    public static func convert(_ samples: [Int16], from: Int, to: Int) -> [Int16] {
        var resampler = Resampler(from: from, to: to)
        return resampler.convert(samples) + resampler.finish()
    }

    private mutating func drain() -> [Int16] {
        var output: [Int16] = []
        output.reserveCapacity((history.count * up - position) / down + 1)
        while position / up + length <= history.count {
            output.append(sample(at: position / up, phase: position % up))
            position += down
        }
        let used = min(position / up, history.count)
        history.removeFirst(used)
        position -= used * up
        return output
    }

    private func sample(at start: Int, phase: Int) -> Int16 {
        var sum: Float = 0
        taps.withUnsafeBufferPointer { taps in
            history.withUnsafeBufferPointer { history in
                let base = phase * length
                for index in 0..<length { sum += taps[base + index] * history[start + index] }
            }
        }
        return Int16(max(-32768, min(32767, sum.rounded())))
    }

    private static func design(up: Int, half: Int, cutoff: Float) -> [Float] {
        (0..<up).flatMap { phase -> [Float] in
            let offset = Float(phase) / Float(up)
            let raw = (0..<2 * half).map { index -> Float in
                let time = Float(index - half + 1) - offset
                return sinc(time * cutoff) * kaiser(time / Float(half))
            }
            let sum = raw.reduce(0, +)
            return raw.map { $0 / sum }
        }
    }

    private static func sinc(_ x: Float) -> Float { abs(x) < 1e-6 ? 1 : sinf(.pi * x) / (.pi * x) }

    /// Kaiser window with β = 8: side lobes below -80 dB.
    private static func kaiser(_ x: Float) -> Float {
        abs(x) >= 1 ? 0 : bessel(8 * (1 - x * x).squareRoot()) / bessel(8)
    }

    /// Modified Bessel function of the first kind, order 0.
    private static func bessel(_ x: Float) -> Float {
        var term: Float = 1, sum: Float = 1, k: Float = 1
        while term > sum * 1e-8 {
            term *= (x / (2 * k)) * (x / (2 * k))
            sum += term
            k += 1
        }
        return sum
    }

    private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : greatestCommonDivisor(b, a % b) }
}
