import Vocabulary

/// A `timestamptz` to the microsecond. Connections speak UTC and ISO 8601, so its text is
/// `2025-11-22 18:36:33.123456+00`.
extension Timestamp: SQLEncodable, SQLDecodable {
    public var sql: SQLValue { .text(written) }

    /// `2025-11-22 18:36:33.123456+00`; years 1 to 9999, others are clamped.
    private var written: String {
        let clamped = min(max(microseconds, Self.earliest), Self.latest)
        let (seconds, fraction) = clamped.dividedFloor(by: 1_000_000)
        let (days, second) = seconds.dividedFloor(by: 86_400)
        let date = CivilDate(days: days)
        return "\(date.year.padded(4))-\(date.month.padded(2))-\(date.day.padded(2)) "
            + "\((second / 3600).padded(2)):\((second / 60 % 60).padded(2)):\((second % 60).padded(2)).\(fraction.padded(6))+00"
    }

    public init?(sql text: String?) {
        guard let text, text.hasSuffix("+00") else { return nil }
        let numbers = text.dropLast(3).split(omittingEmptySubsequences: false) { "-: .".contains($0) }.map { Int64($0) }
        guard numbers.count == 6 || numbers.count == 7, let year = numbers[0], let month = numbers[1], let day = numbers[2],
            let hour = numbers[3], let minute = numbers[4], let second = numbers[5], (1...9999).contains(year)
        else { return nil }
        let days = CivilDate(year: year, month: month, day: day).days
        guard let fraction = Self.fraction(of: text.dropLast(3)) else { return nil }
        self.init(microseconds: (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000 + fraction)
    }

    /// PostgreSQL leaves trailing zeros away: `.5` is half a second.
    private static func fraction(of text: Substring) -> Int64? {
        guard let point = text.firstIndex(of: ".") else { return 0 }
        let digits = text[text.index(after: point)...]
        guard (1...6).contains(digits.count), let value = Int64(digits) else { return nil }
        return (digits.count..<6).reduce(value) { number, _ in number * 10 }
    }

    private static let earliest = CivilDate(year: 1, month: 1, day: 1).days * 86_400_000_000
    private static let latest = CivilDate(year: 10_000, month: 1, day: 1).days * 86_400_000_000 - 1
}

/// A day of the proleptic Gregorian calendar and its number from 1970-01-01
/// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
struct CivilDate {
    var year, month, day: Int64

    init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    init(days: Int64) {
        let (era, dayOfEra) = (days + 719_468).dividedFloor(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shifted + 2) / 5 + 1
        month = shifted < 10 ? shifted + 3 : shifted - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var days: Int64 {
        let (era, yearOfEra) = (month <= 2 ? year - 1 : year).dividedFloor(by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

extension Int64 {
    /// Quotient rounded down, and the remainder that is never negative.
    fileprivate func dividedFloor(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    fileprivate func padded(_ width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}
