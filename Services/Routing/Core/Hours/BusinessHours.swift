/// When people answer, `HH:mm-HH:mm` in local time; an interval may run over midnight, and `00:00-24:00` is always.
public struct BusinessHours: Hashable, Sendable {
    /// Minutes since midnight.
    public var opens: Int
    public var closes: Int

    /// - Returns: nil when the text is not two times of a day.
    public init?(_ text: String) {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Self.minutes(String($0)) }
        guard ends.count == 2, let opens = ends[0], let closes = ends[1], opens < 24 * 60 else { return nil }
        self.opens = opens
        self.closes = closes
    }

    /// - Parameter minute: minutes since local midnight.
    public func isOpen(at minute: Int) -> Bool {
        opens < closes ? (opens..<closes).contains(minute) : minute >= opens || minute < closes
    }

    private static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 }), let hour = Int(parts[0]), let minute = Int(parts[1]),
            (0...24).contains(hour), (0..<60).contains(minute), hour < 24 || minute == 0
        else { return nil }
        return hour * 60 + minute
    }
}
