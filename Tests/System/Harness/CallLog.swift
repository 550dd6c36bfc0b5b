import Phone
import Synchronization
import Vocabulary

/// What a caller heard and saw, as it happened: the only witness that the tests of failures believe.
final class CallLog: Sendable {
    struct Entry: Sendable {
        var at: ContinuousClock.Instant
        var event: PhoneEvent
    }
    private let entries = Mutex<[Entry]>([])

    func note(_ event: PhoneEvent) { entries.withLock { $0.append(Entry(at: .now, event: event)) } }
    var all: [Entry] { entries.withLock { $0 } }

    func first(after moment: ContinuousClock.Instant? = nil, _ matches: (PhoneEvent) -> Bool) -> Entry? {
        all.first { entry in (moment.map { entry.at > $0 } ?? true) && matches(entry.event) }
    }

    /// Waits for something to happen.
    func wait(within limit: Duration, after moment: ContinuousClock.Instant? = nil, for matches: @Sendable (PhoneEvent) -> Bool) async -> Entry? {
        _ = await eventually(within: limit) { first(after: moment, matches) != nil }
        return first(after: moment, matches)
    }

    /// The suite's name of the call.
    var call: String? {
        for entry in all { if case .connected(let id) = entry.event { return id } }
        return nil
    }

    var hasEnded: Bool { first { if case .ended = $0 { true } else { false } } != nil }

    /// For failure reports: `+1.234 heard`.
    var text: String {
        guard let begun = all.first?.at else { return "nothing" }
        return all.map { "+\(Int(($0.at - begun).milliseconds)) ms \($0.event.line)" }.joined(separator: ", ")
    }
}

extension PhoneEvent {
    var isSound: Bool { if case .soundBegan = self { true } else { false } }
    var isSilence: Bool { if case .soundEnded = self { true } else { false } }
    var isSaid: Bool { if case .said = self { true } else { false } }
    var isConnected: Bool { if case .connected = self { true } else { false } }
    var isEnd: Bool { if case .ended = self { true } else { false } }
}
