import Vocabulary

/// How often something may be tried: a bucket of attempts for each name that fills again with time, and one for all
/// names together. Remembers a bounded number of names.
public struct AttemptLimit: Sendable, Equatable {
    public struct Rate: Sendable, Equatable {
        /// How many at once, and how long one takes to come back.
        public var burst: Int
        public var every: Duration
        public init(burst: Int, every: Duration) {
            self.burst = burst
            self.every = every
        }
    }

    /// When the bucket would be full; in the past when it is.
    private var fullAt: [String: Instant] = [:]
    private var allFullAt = Instant.zero
    private let each: Rate, all: Rate
    private let names: Int

    public init(each: Rate = Rate(burst: 5, every: .seconds(10)), all: Rate = Rate(burst: 50, every: .milliseconds(200)), names: Int = 10_000) {
        self.each = each
        self.all = all
        self.names = names
    }

    /// - Returns: nil when the attempt may be made; otherwise how long to wait.
    public mutating func attempted(_ name: String, at now: Instant) -> Duration? {
        let own = Self.wait(fullAt[name], each, now), general = Self.wait(allFullAt, all, now)
        guard own <= .zero, general <= .zero else { return max(own, general) }
        allFullAt = max(allFullAt, now) + all.every
        if fullAt.count >= names { forget(at: now) }
        if fullAt.count < names || fullAt[name] != nil { fullAt[name] = max(fullAt[name] ?? now, now) + each.every }
        return nil
    }

    /// It was the right one: the name's bucket is full again.
    public mutating func succeeded(_ name: String) { fullAt[name] = nil }

    private mutating func forget(at now: Instant) { fullAt = fullAt.filter { $0.value > now } }

    private static func wait(_ fullAt: Instant?, _ rate: Rate, _ now: Instant) -> Duration {
        guard let fullAt else { return .zero }
        return (fullAt - now) - rate.every * (rate.burst - 1)
    }
}
