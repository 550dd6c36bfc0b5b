extension Timestamp {
    /// `2026-11-22T08:30:00.123456Z` (RFC 3339).
    public var iso8601: String {
        let seconds = Self.floor(microseconds, 1_000_000), day = Self.floor(seconds, 86_400)
        let (year, month, dayOfMonth) = Self.date(ofDay: day)
        let second = Int(seconds - day * 86_400), fraction = microseconds - seconds * 1_000_000
        return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(dayOfMonth, 2))T"
            + "\(Self.padded(second / 3600, 2)):\(Self.padded(second / 60 % 60, 2)):\(Self.padded(second % 60, 2)).\(Self.padded(Int(fraction), 6))Z"
    }

    /// Reads RFC 3339 with `Z`, with or without a fraction, or a date alone (its midnight in UTC).
    /// - Returns: nil when the text is no such moment.
    public init?(iso8601 text: String) {
        let body = text.hasSuffix("Z") ? text.dropLast() : text[...]
        let halves = body.split(separator: "T", omittingEmptySubsequences: false)
        let date = halves[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard date.count == 3, let year = date[0], let month = date[1], let day = date[2], (1...9999).contains(year), (1...12).contains(month),
            (1...31).contains(day), halves.count <= 2
        else { return nil }
        var total = Self.day(year, month, day) * 86_400_000_000
        if halves.count == 2 {
            guard let time = Self.timeOfDay(halves[1]) else { return nil }
            total += time
        }
        self.init(microseconds: total)
    }

    private static func timeOfDay(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let hour = Int64(parts[0]), let minute = Int64(parts[1]), let second = Double(parts[2]),
            (0..<24).contains(hour), (0..<60).contains(minute), second >= 0, second < 61
        else { return nil }
        return (hour * 3600 + minute * 60) * 1_000_000 + Int64((second * 1e6).rounded())
    }

    private static func floor(_ value: Int64, _ by: Int64) -> Int64 { value >= 0 ? value / by : -((-value + by - 1) / by) }
    private static func padded(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    // Days since 1970-01-01 and civil dates (Hinnant, "chrono-compatible low-level date algorithms").

    private static func day(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year, era = shifted / 400, ofEra = shifted - era * 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return Int64(era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468)
    }

    private static func date(ofDay day: Int64) -> (Int, Int, Int) {
        let shifted = day + 719_468, era = floor(shifted, 146_097), ofEra = Int(shifted - era * 146_097)
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100), shiftedMonth = (5 * ofYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (year + Int(era) * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
