import Contracts
import Vocabulary

/// What a speech instance sends for a call before its acceptance of the call has arrived: requests and streams travel by
/// different sockets. Kept for a moment, within a bound, and handed over when the call is connected.
public struct EarlySpeech: Sendable {
    public enum Item: Equatable, Sendable {
        case frame(SpeechFrame)
        case control(StreamControl)
    }

    private struct Kept: Sendable {
        var item: Item
        var until: Instant
    }

    private let bound: Int
    private let patience: Duration
    private var kept: [SpeechSeat: [Kept]] = [:]
    private var count = 0

    /// - Parameters:
    ///   - bound: items at most over all calls.
    ///   - patience: how long an acceptance may be behind.
    public init(bound: Int = 4000, patience: Duration = .seconds(1)) {
        self.bound = bound
        self.patience = patience
    }

    public var isEmpty: Bool { count == 0 }

    public mutating func keep(_ item: Item, for seat: SpeechSeat, at now: Instant) {
        if count >= bound { forget(before: now) }
        guard count < bound else { return }
        kept[seat, default: []].append(Kept(item: item, until: now + patience))
        count += 1
    }

    /// What came for this seat, in order.
    public mutating func take(_ seat: SpeechSeat, at now: Instant) -> [Item] {
        guard let items = kept.removeValue(forKey: seat) else { return [] }
        count -= items.count
        return items.filter { $0.until > now }.map(\.item)
    }

    /// Drops what nobody came for.
    public mutating func forget(before now: Instant) {
        guard count > 0 else { return }
        kept = kept.filter { $0.value.contains { $0.until > now } }
        count = kept.values.reduce(0) { $0 + $1.count }
    }
}
