import Vocabulary

/// Whether a call's peer still lives, by requests at half of an agreed interval (RFC 4028).
struct SIPSessionTimer: Sendable {
    /// Seconds.
    let interval: UInt32
    let weRefresh: Bool
    /// §10: at half time; when that fails, once more half way to the end.
    private(set) var refreshAt: Instant?
    /// §10: BYE a third of the interval or 32 s before its end, whichever is less.
    let endsAt: Instant
    private let retryAt: Instant

    init(interval: UInt32, weRefresh: Bool, at now: Instant) {
        self.interval = interval
        self.weRefresh = weRefresh
        let half = Int64(max(interval / 2, 1)), end = Int64(interval - min(32, interval / 3))
        self.endsAt = now + .seconds(end)
        self.retryAt = now + .milliseconds((half + end) * 500)
        self.refreshAt = weRefresh ? now + .seconds(half) : nil
    }

    var nextDeadline: Instant { self.refreshAt.map { min($0, self.endsAt) } ?? self.endsAt }

    /// A refresh is sent now.
    mutating func refreshing(at now: Instant) { self.refreshAt = now < self.retryAt ? self.retryAt : nil }
}

/// The value of Session-Expires.
struct SIPSessionInterval: Sendable {
    let seconds: UInt32
    /// `uac`, `uas` or nothing yet.
    let refresher: String?

    init?(_ headers: SIPHeaders) {
        guard let field = headers.first(.sessionExpires), let seconds = headers.number(.sessionExpires) else { return nil }
        self.seconds = UInt32(seconds)
        var cursor = ByteCursor(field.value.drop(while: ASCII.isDigit))
        self.refresher = (try? SIPParameters.parse(&cursor, header: .sessionExpires))?["refresher"]?.asciiLowercased
    }
}
