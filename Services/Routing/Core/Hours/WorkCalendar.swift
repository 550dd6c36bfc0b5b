/// Which days are worked: Monday to Friday, except where a calendar says otherwise. In China holidays are lengthened by
/// moving weekends, so that a Sunday may be a workday.
public struct WorkCalendar: Hashable, Sendable {
    /// By `yyyy-MM-dd`.
    private let exceptions: [String: Bool]

    /// Monday to Friday and nothing else.
    public init() { exceptions = [:] }

    /// One day a line, `2026-10-01,rest,…` or `2026-10-10,work,…`; what follows is for people. Lines that begin with `#` are
    /// comments.
    /// - Returns: nil, and nothing is taken, when a line is no such day or a day comes twice.
    public init?(_ text: String) {
        var exceptions: [String: Bool] = [:]
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") && !line.allSatisfy(\.isWhitespace) {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= 2, Self.isDate(fields[0]), ["work", "rest"].contains(fields[1]),
                exceptions.updateValue(fields[1] == "work", forKey: fields[0]) == nil
            else { return nil }
        }
        self.exceptions = exceptions
    }

    /// - Parameters:
    ///   - date: `yyyy-MM-dd` in local time.
    ///   - weekday: 1 is Monday, 7 is Sunday (ISO 8601).
    public func isWorkday(_ date: String, weekday: Int) -> Bool { exceptions[date] ?? (1...5).contains(weekday) }

    private static func isDate(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], parts.allSatisfy({ $0.allSatisfy(\.isNumber) }), let month = Int(parts[1]), let day = Int(parts[2]) else { return false }
        return (1...12).contains(month) && (1...31).contains(day)
    }
}
