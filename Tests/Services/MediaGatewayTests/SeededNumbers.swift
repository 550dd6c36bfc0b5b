import TestKit

/// Small random numbers of a seed.
struct SeededNumbers {
    var random: SeededRandom
    init(_ seed: UInt64) { random = SeededRandom(seed: seed) }
    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<max(1, bound), using: &random) }
}
