import Vocabulary

/// Tells keys from telephone-event packets, whatever is lost of them (RFC 4733 §2.5).
///
/// A key is known by its RTP timestamp, not by the marker bit, which many senders leave out or lose.
public struct TelephoneEventReceiver: Machine {
    public enum Effect: Equatable, Sendable {
        case pressed(DTMFDigit)
        /// How long the key was held, in timestamp units.
        case released(DTMFDigit, duration: UInt32)
    }

    private struct Held: Sendable {
        let digit: DTMFDigit
        /// Timestamp of the current segment; a long press continues in further segments (§2.5.1.3).
        var timestamp: UInt32
        var duration: UInt16
        var before: UInt32 = 0
        var deadline: Instant
        var total: UInt32 { self.before &+ UInt32(self.duration) }
    }

    /// Three packet intervals of 50 ms: when nothing more comes, the end packets were lost (§2.5.2.2).
    private static let silence = Duration.milliseconds(150)

    private var held: Held?
    private var lastEnded: UInt32?

    public init() {}

    public var nextDeadline: Instant? { self.held?.deadline }

    public mutating func eventReceived(_ event: TelephoneEvent, timestamp: UInt32, at now: Instant) -> [Effect] {
        guard let digit = DTMFDigit(code: event.code), self.lastEnded != timestamp else { return [] }
        var effects: [Effect] = []
        if let held, !self.isSame(held, digit, timestamp) {
            // Reordered behind the key that is held now.
            if Int32(bitPattern: timestamp &- held.timestamp) < 0 { return [] }
            effects += self.release()
        }
        if self.held == nil {
            self.held = Held(digit: digit, timestamp: timestamp, duration: 0, deadline: now)
            effects.append(.pressed(digit))
        }
        self.extend(event, timestamp: timestamp, at: now)
        if event.isEnd { effects += self.release() }
        return effects
    }

    public mutating func tick(at now: Instant) -> [Effect] {
        guard let held, held.deadline <= now else { return [] }
        return self.release()
    }

    private func isSame(_ held: Held, _ digit: DTMFDigit, _ timestamp: UInt32) -> Bool {
        guard held.digit == digit else { return false }
        return held.timestamp == timestamp || self.continues(held, timestamp)
    }

    /// The next segment starts where a full one ended.
    private func continues(_ held: Held, _ timestamp: UInt32) -> Bool {
        held.duration > 0xF000 && timestamp &- held.timestamp >= UInt32(held.duration) && timestamp &- held.timestamp <= 0xFFFF
    }

    private mutating func extend(_ event: TelephoneEvent, timestamp: UInt32, at now: Instant) {
        guard var held else { return }
        if held.timestamp != timestamp {
            held.before &+= timestamp &- held.timestamp
            held.timestamp = timestamp
            held.duration = 0
        }
        held.duration = max(held.duration, event.duration)
        held.deadline = now + Self.silence
        self.held = held
    }

    private mutating func release() -> [Effect] {
        guard let held else { return [] }
        self.lastEnded = held.timestamp
        self.held = nil
        return [.released(held.digit, duration: held.total)]
    }
}
