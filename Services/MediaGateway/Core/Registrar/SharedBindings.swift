import Vocabulary

/// Where phones are, as the store that all gateways read is to know it: says when a row is written, and when not yet.
///
/// Phones refresh their registrations all day, and a refresh of an unchanged binding tells other gateways nothing but
/// a later expiry. What is new or has changed is written at once. A refresh waits until the row has stood for
/// `Policy.patience`, or has less than half of what the phone was granted left; then all that wait are written together,
/// once in a `Policy.beat`. So a row never runs out before its phone does, and one that somebody else removed is back
/// with the phone's next refresh but the patience.
public struct SharedBindings<Place: Equatable & Sendable>: Machine {
    public struct Policy: Sendable {
        /// How old a row may grow while its phone refreshes.
        public var patience = Duration.seconds(60)
        /// Rows that are due within one are written with one statement.
        public var beat = Duration.seconds(1)
        /// After a failure.
        public var retry = Duration.seconds(5)
        /// Rows in one statement.
        public var batch = 500
        public init() {}
    }

    public struct Name: Hashable, Sendable {
        public var phone: String
        public var contact: String

        public init(phone: String, contact: String) {
            self.phone = phone
            self.contact = contact
        }
    }

    public struct Row: Equatable, Sendable {
        public var name: Name
        public var place: Place
        public var expires: Instant

        public init(name: Name, place: Place, expires: Instant) {
            self.name = name
            self.place = place
            self.expires = expires
        }
    }

    public enum Effect: Equatable, Sendable {
        /// Each name once.
        case write([Row])
        case remove(Name)
    }

    private struct Entry {
        var row: Row
        /// When the row in the store runs out; nil when there may be none.
        var stored: Instant?
        var written: Instant
    }

    private let policy: Policy
    private var entries: [Name: Entry] = [:]
    private var due = Deadlines<Name>()
    private var next: Instant?

    public init(_ policy: Policy = Policy()) { self.policy = policy }

    public var nextDeadline: Instant? { self.next }

    // MARK: Stimuli

    /// A phone registered, or refreshed what it had.
    public mutating func bound(_ name: Name, at place: Place, for granted: Duration, at now: Instant) -> [Effect] {
        let row = Row(name: name, place: place, expires: now + granted)
        guard var entry = self.entries[name], entry.row.place == place, let due = self.due(entry, granted, at: now) else {
            self.entries[name] = Entry(row: row, stored: row.expires, written: now)
            self.set(name, nil)
            return [.write([row])]
        }
        entry.row = row
        self.entries[name] = entry
        self.set(name, due)
        return []
    }

    /// When a refresh is to be written; nil when the row would run out before.
    private func due(_ entry: Entry, _ granted: Duration, at now: Instant) -> Instant? {
        guard let stored = entry.stored else { return nil }
        let half: Instant = stored.advanced(by: .nanoseconds(-granted.nanoseconds / 2))
        let due = self.beat(after: max(now, min(entry.written + self.policy.patience, half)))
        return due < stored ? due : nil
    }

    /// It left, or its time ran out.
    public mutating func removed(_ name: Name) -> [Effect] {
        self.entries[name] = nil
        self.set(name, nil)
        return [.remove(name)]
    }

    /// The store could not be written.
    public mutating func writeFailed(_ rows: [Row], at now: Instant) {
        for row in rows where self.entries[row.name] != nil {
            self.entries[row.name]?.stored = nil
            self.set(row.name, now + self.policy.retry)
        }
    }

    public mutating func tick(at now: Instant) -> [Effect] {
        var rows: [Row] = [], effects: [Effect] = []
        while let name = self.due.popDue(at: now) {
            guard var entry = self.entries[name], entry.row.expires > now else { continue }
            entry.stored = entry.row.expires
            entry.written = now
            self.entries[name] = entry
            rows.append(entry.row)
            guard rows.count == self.policy.batch else { continue }
            effects.append(.write(rows))
            rows = []
        }
        self.next = self.due.next()
        return rows.isEmpty ? effects : effects + [.write(rows)]
    }

    // MARK: Time

    private mutating func set(_ name: Name, _ deadline: Instant?) {
        self.due.set(name, deadline)
        self.next = self.due.next()
    }

    /// The same for all within a beat.
    private func beat(after moment: Instant) -> Instant {
        let beat = max(1, self.policy.beat.nanoseconds)
        return Instant(nanoseconds: (moment.nanoseconds / beat + 1) * beat)
    }
}
