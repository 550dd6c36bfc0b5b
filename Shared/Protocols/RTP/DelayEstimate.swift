import Vocabulary

/// How long audio should wait: the fastest packet of the last seconds is the reference, the slowest sets the delay.
struct DelayEstimate: Sendable {
    private let clockRate: Int64
    private let minimum: Int64
    private let maximum: Int64
    /// Smallest (arrival - timestamp) of the current and of the previous interval; together a sliding minimum.
    private var fastest: (current: Int64, previous: Int64)?
    private var intervalEnd = Instant.zero
    private var slowest: Int64 = 0
    private var lastArrival = Instant.zero
    private var reference: UInt32?
    private static let interval = Duration.seconds(5)

    init(clockRate: UInt32, minimum: Duration, maximum: Duration) {
        self.clockRate = Int64(clockRate)
        self.minimum = minimum.nanoseconds / 1000 * Int64(clockRate) / 1_000_000
        self.maximum = maximum.nanoseconds / 1000 * Int64(clockRate) / 1_000_000
    }

    /// In timestamp units.
    var target: Int64 { min(max(self.slowest + self.minimum, self.minimum), self.maximum) }

    mutating func reset() {
        self.fastest = nil
        self.reference = nil
        self.slowest = 0
    }

    mutating func packetReceived(timestamp: UInt32, duration: Int64, at now: Instant) {
        if self.reference == nil { self.reference = timestamp }
        let transit = self.ticks(now) - self.unwrapped(timestamp)
        self.follow(transit, at: now)
        guard let fastest else { return }
        let late = transit - min(fastest.current, fastest.previous)
        let elapsed = self.ticks(now) - self.ticks(self.lastArrival)
        self.lastArrival = now
        // Falls by 8 ms a second: slow enough to bridge the pauses between bursts.
        let decay = max(0, elapsed) / 125
        self.slowest = max(late, self.slowest - decay, 0)
    }

    /// -1: the delay is too short by a frame or more; 1: too long, cut a frame; 0: right.
    func correction(head: UInt32, frame: Int64, quiet: Bool, at now: Instant) -> Int {
        guard let fastest else { return 0 }
        let ideal = self.ticks(now) - min(fastest.current, fastest.previous) - self.target
        let lag = ideal - self.unwrapped(head)
        if lag <= -frame { return -1 }
        // Loud audio is cut only when the delay has grown out of all proportion.
        return lag > (quiet ? frame + frame / 2 : frame * 5) ? 1 : 0
    }

    private mutating func follow(_ transit: Int64, at now: Instant) {
        guard let known = self.fastest else {
            self.fastest = (transit, transit)
            self.intervalEnd = now + Self.interval
            self.lastArrival = now
            return
        }
        if now >= self.intervalEnd {
            self.fastest = (transit, known.current)
            self.intervalEnd = now + Self.interval
        } else {
            self.fastest = (min(transit, known.current), known.previous)
        }
    }

    private func ticks(_ now: Instant) -> Int64 { now.nanoseconds / 1000 * self.clockRate / 1_000_000 }

    /// Timestamps counted from the first one, so that wrapping does not show.
    private func unwrapped(_ timestamp: UInt32) -> Int64 {
        Int64(Int32(bitPattern: timestamp &- (self.reference ?? timestamp)))
    }
}
