import Protocols
import Vocabulary

/// Limits how many messages a source may send, and how often a refusal of its is logged.
public struct FloodGuard: Sendable {
    public struct Settings: Sendable, Equatable {
        /// Messages a second of one address; nil for no limit.
        public var messages: TokenBucket.Rate?
        /// Of all strangers together, so that forged addresses do not get around the limit for one.
        public var strangers: TokenBucket.Rate?
        /// Between two log lines about one address.
        public var logEvery = Duration.seconds(10)
        /// Addresses that are remembered.
        public var sources = 10_000

        public init() {}
    }

    private let settings: Settings
    private var buckets: SourceTable<TokenBucket>
    private var all: TokenBucket?
    private var logged: SourceTable<(until: Instant, suppressed: Int)>

    public init(_ settings: Settings = Settings()) {
        self.settings = settings
        buckets = SourceTable(capacity: settings.sources)
        logged = SourceTable(capacity: settings.sources)
    }

    /// A message of somebody who is no configured peer has come; false when it is to be dropped unread.
    public mutating func admits(_ source: IPAddress, at now: Instant) -> Bool {
        if let rate = settings.messages, !buckets.update(source, initial: TokenBucket(rate, at: now), { $0.take(rate, at: now) }) { return false }
        guard let rate = settings.strangers else { return true }
        var bucket = all ?? TokenBucket(rate, at: now)
        defer { all = bucket }
        return bucket.take(rate, at: now)
    }

    /// Whether a refusal is to be logged now.
    /// - Returns: how many were passed over since the last line about this address; nil to keep silent.
    public mutating func logs(_ source: IPAddress, at now: Instant) -> Int? {
        logged.update(source, initial: (now, 0)) { entry in
            guard now >= entry.until else {
                entry.suppressed += 1
                return nil
            }
            defer { entry = (now + settings.logEvery, 0) }
            return entry.suppressed
        }
    }
}
