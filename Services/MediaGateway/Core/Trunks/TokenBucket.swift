import Vocabulary

/// So many a second, and so many at once after a rest.
public struct TokenBucket: Sendable, Equatable {
    public struct Rate: Sendable, Equatable {
        public var perSecond: Double
        public var burst: Double

        /// - Parameter burst: by default a second's worth, at least one.
        public init(perSecond: Double, burst: Double? = nil) {
            self.perSecond = max(perSecond, 0)
            self.burst = max(burst ?? perSecond, 1)
        }
    }

    private var tokens: Double
    private var at: Instant

    /// Full.
    public init(_ rate: Rate, at now: Instant) {
        tokens = rate.burst
        at = now
    }

    /// Takes one; false when there is none.
    public mutating func take(_ rate: Rate, at now: Instant) -> Bool {
        let elapsed = Double(max(0, (now - at).nanoseconds)) / 1e9
        tokens = min(rate.burst, tokens + elapsed * rate.perSecond)
        at = max(at, now)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
