/// Makes up for sound that did not come: repeats the last pitch period and fades (after ITU-T G.711 Appendix I, with
/// whole-sample pitch and without its delay).
public struct Concealer: Sendable {
    /// Pitch from 66 to 200 Hz, in samples at 8 kHz.
    private static let shortest = 40
    private static let longest = 120
    private static let history = 400
    /// What is compared to find the pitch: 20 ms.
    private static let window = 160
    /// Overlap of made-up and real sound where they meet: 5 ms.
    private static let overlap = 40
    /// After 60 ms nothing is made up any more.
    private static let limit = 480

    private var past = [Int16](repeating: 0, count: history)
    /// Samples made up since the last that came; 0 while sound comes.
    private var missing = 0
    private var period = shortest

    public init() {}

    public var isConcealing: Bool { missing > 0 }

    /// Sound came: smooths where it joins what was made up.
    public mutating func came(_ samples: UnsafeMutableBufferPointer<Int16>) {
        if missing > 0 {
            var bridge = [Int16](repeating: 0, count: min(Self.overlap, samples.count))
            bridge.withUnsafeMutableBufferPointer { make($0) }
            for index in bridge.indices {
                let share = Int32(index + 1) * 256 / Int32(bridge.count + 1)
                samples[index] = Int16(truncatingIfNeeded: (Int32(bridge[index]) * (256 - share) + Int32(samples[index]) * share) >> 8)
            }
            missing = 0
        }
        remember(UnsafeBufferPointer(samples))
    }

    /// Nothing came: fills the samples.
    public mutating func fill(_ samples: UnsafeMutableBufferPointer<Int16>) {
        if missing == 0 { period = pitch() }
        make(samples)
        missing = min(missing + samples.count, Self.limit)
    }

    /// The last period again and again, quieter and quieter after the first 10 ms.
    private func make(_ samples: UnsafeMutableBufferPointer<Int16>) {
        for index in samples.indices {
            let age = missing + index, gain = age < 80 ? 256 : max(0, 256 - (age - 80) * 256 / (Self.limit - 80))
            samples[index] = Int16(truncatingIfNeeded: (Int32(past[Self.history - period + age % period]) * Int32(gain)) >> 8)
        }
    }

    private mutating func remember(_ samples: UnsafeBufferPointer<Int16>) {
        let count = min(samples.count, Self.history)
        past.withUnsafeMutableBufferPointer { past in
            for index in 0..<Self.history - count { past[index] = past[index + count] }
            for index in 0..<count { past[Self.history - count + index] = samples[samples.count - count + index] }
        }
    }

    /// Where the last 20 ms resemble what was before them most, by normalised correlation.
    private func pitch() -> Int {
        past.withUnsafeBufferPointer { past in
            let start = Self.history - Self.window
            var best = Self.shortest, highest: Float = 0
            for lag in Self.shortest...Self.longest {
                var product: Float = 0, energy: Float = 1
                for index in start..<Self.history {
                    let earlier = Float(past[index - lag])
                    product += Float(past[index]) * earlier
                    energy += earlier * earlier
                }
                let likeness = product > 0 ? product * product / energy : 0
                if likeness > highest { (highest, best) = (likeness, lag) }
            }
            return best
        }
    }
}
