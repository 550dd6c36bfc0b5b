/// Says, 20 ms at a time, whether somebody speaks. One value a party: it remembers what came before.
public protocol VoiceActivity: Sendable {
    /// - Parameter samples: 160 samples of 16-bit linear PCM at 8 kHz.
    /// - Returns: 0-1, the likelihood of speech at the end of these samples.
    mutating func heard(_ samples: [Int16]) -> Double
}
