import Contracts
import Vocabulary

/// Where a consumer group stands in one stream and what it knows to be coming. Decides what is next; touches nothing.
struct StreamFollower: Sendable {
    enum Step: Hashable {
        /// Events in order, the first of which follows the cursor.
        case handle([Envelope])
        /// Read the log after this number: something is missing, or we are behind.
        case fetch(after: Int64)
        /// Nothing to do until something is announced, or until then.
        case wait(until: Instant?)
    }

    /// Events handled in one transaction at most.
    static let batch = 64
    /// Events kept that came before their turn; what is beyond is read from the log.
    static let bound = 1024
    /// Rows read from the log at once.
    static let page = 500

    /// The last event handled.
    private(set) var cursor: Int64
    private var head: Int64
    private var ahead: [Int64: Envelope] = [:]
    private var backlog: [Envelope] = []
    private var isBehind = false
    private var missingSince: Instant?
    private var pausedUntil: Instant?
    /// How long an overtaken message may take before the log is asked.
    private let patience: Duration

    init(cursor: Int64, patience: Duration) {
        self.cursor = cursor
        self.patience = patience
        head = cursor
    }

    /// A message came; early, late and repeated ones are all welcome.
    mutating func announced(_ event: Envelope) {
        guard event.seq > cursor else { return }
        head = max(head, event.seq)
        if ahead.count < Self.bound { ahead[event.seq] = event }
    }

    /// The log is this long.
    mutating func headSeen(_ seq: Int64) { head = max(head, seq) }

    /// The log's page after the cursor. What is not in it does not exist (any more): numbers are given under a lock, so
    /// no lower one can still appear.
    mutating func fetched(_ events: [Envelope]) {
        backlog = events.filter { $0.seq > cursor }
        isBehind = events.count >= Self.page
        missingSince = nil
        if let last = backlog.last { head = max(head, last.seq) } else { head = ahead.keys.max() ?? cursor }
    }

    /// Everything up to this event has had its effect.
    mutating func handled(upTo seq: Int64) {
        cursor = max(cursor, seq)
        backlog.removeAll { $0.seq <= cursor }
        ahead = ahead.filter { $0.key > cursor }
        missingSince = nil
    }

    /// The database is away: try again then.
    mutating func paused(until instant: Instant) { pausedUntil = instant }

    mutating func next(at now: Instant) -> Step {
        if let pausedUntil, now < pausedUntil { return .wait(until: pausedUntil) }
        pausedUntil = nil
        if !backlog.isEmpty { return .handle(Array(backlog.prefix(Self.batch))) }
        let run = contiguous()
        if !run.isEmpty { return .handle(run) }
        return isBehind ? .fetch(after: cursor) : missing(at: now)
    }

    private mutating func missing(at now: Instant) -> Step {
        guard head > cursor else { return .wait(until: nil) }
        let deadline = (missingSince ?? now) + patience
        missingSince = missingSince ?? now
        return now >= deadline ? .fetch(after: cursor) : .wait(until: deadline)
    }

    private func contiguous() -> [Envelope] {
        var run: [Envelope] = []
        while run.count < Self.batch, let event = ahead[cursor + Int64(run.count) + 1] { run.append(event) }
        return run
    }
}
