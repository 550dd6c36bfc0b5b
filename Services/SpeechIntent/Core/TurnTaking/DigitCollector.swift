import Vocabulary

/// Gathers the keys a caller presses into what was meant.
///
/// While nothing particular is asked every key stands alone. While a number is asked `#` ends it, `*` begins it anew,
/// and so do enough digits or a long pause end it.
public struct DigitCollector: Machine {
    public enum Effect: Equatable, Sendable {
        case collected(String)
    }

    /// The pause after which a number is taken as ended.
    public var patience: Duration
    private var wanted: Int?
    private var digits = ""
    private var lastPressed: Instant?

    public init(patience: Duration = .seconds(4)) { self.patience = patience }

    public var nextDeadline: Instant? { digits.isEmpty ? nil : lastPressed.map { $0 + patience } }

    /// From now on a number of so many digits is asked; nil: single keys.
    public mutating func expect(_ count: Int?) {
        guard count != wanted else { return }
        wanted = count
        digits = ""
    }

    /// - Parameter key: `0`-`9`, `*`, `#`, `A`-`D`; anything else is ignored.
    public mutating func pressed(_ key: Character, at now: Instant) -> [Effect] {
        guard "0123456789*#ABCD".contains(key) else { return [] }
        lastPressed = now
        guard let wanted else { return [.collected(String(key))] }
        switch key {
        case "#": return finish()
        case "*": digits = ""
        default: digits.append(key)
        }
        return digits.count >= wanted ? finish() : []
    }

    public mutating func tick(at now: Instant) -> [Effect] {
        guard let due = nextDeadline, due <= now else { return [] }
        return finish()
    }

    private mutating func finish() -> [Effect] {
        defer { digits = "" }
        return digits.isEmpty ? [] : [.collected(digits)]
    }
}
