/// When people answer, in local time: `08:00-20:00` on every day, or `workdays 08:00-20:00, restdays 09:00-17:00`, where a day
/// that is not spoken of is closed. An interval may run over midnight, into the morning of a day of the same kind;
/// `00:00-24:00` is always.
public struct BusinessHours: Hashable, Sendable {
    enum Days: Hashable, Sendable { case all, workdays, restdays }

    struct Interval: Hashable, Sendable {
        var days: Days
        /// Minutes since midnight.
        var opens: Int
        var closes: Int
    }

    private let intervals: [Interval]

    /// - Returns: nil when the text is no hours.
    public init?(_ text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Self.interval(String($0)) }
        intervals = parts.compactMap { $0 }
        guard !intervals.isEmpty, intervals.count == parts.count else { return nil }
    }

    /// - Parameter minute: minutes since local midnight.
    public func isOpen(at minute: Int, onWorkday isWorkday: Bool) -> Bool {
        intervals.contains { interval in
            guard interval.days == .all || (interval.days == .workdays) == isWorkday else { return false }
            return interval.opens < interval.closes
                ? (interval.opens..<interval.closes).contains(minute) : minute >= interval.opens || minute < interval.closes
        }
    }

    private static func interval(_ text: String) -> Interval? {
        let words = text.split(separator: " ").map(String.init)
        guard let last = words.last, words.count <= 2, let days = words.count == 1 ? .all : days(words[0]) else { return nil }
        let ends = last.split(separator: "-", omittingEmptySubsequences: false).map { minutes(String($0)) }
        guard ends.count == 2, let opens = ends[0], let closes = ends[1], opens < 24 * 60 else { return nil }
        return Interval(days: days, opens: opens, closes: closes)
    }

    private static func days(_ word: String) -> Days? {
        switch word {
        case "workdays": .workdays
        case "restdays": .restdays
        default: nil
        }
    }

    private static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 }), let hour = Int(parts[0]), let minute = Int(parts[1]),
            (0...24).contains(hour), (0..<60).contains(minute), hour < 24 || minute == 0
        else { return nil }
        return hour * 60 + minute
    }
}
