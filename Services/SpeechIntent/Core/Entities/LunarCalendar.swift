/// The Chinese lunar calendar, 2020-2050.
///
/// Source: computed with the Python package lunardate 0.2.
enum LunarCalendar {
    private struct Year {
        /// New year's day in the Gregorian calendar.
        var firstMonth: Int
        var firstDay: Int
        /// The month that is repeated; 0 for none.
        var leapMonth: Int
        /// Bit `i`: the i-th month of the year (the leap month counted) has 30 days, otherwise 29.
        var longMonths: Int
    }

    /// Nil outside the table or when the month has no such day.
    ///
    /// - Parameters: `year` the Gregorian year in which the lunar year begins; `month` 1...12; `day` 1...30.
    static func date(year: Int, month: Int, day: Int) -> CalendarDate? {
        guard let entry = self.years[year], (1...12).contains(month), day >= 1,
            let first = CalendarDate(year: year, month: entry.firstMonth, day: entry.firstDay)
        else { return nil }
        let index = month - 1 + (entry.leapMonth > 0 && month > entry.leapMonth ? 1 : 0)
        guard day <= self.days(ofMonth: index, in: entry) else { return nil }
        let passed = (0..<index).reduce(0) { $0 + self.days(ofMonth: $1, in: entry) }
        return first.adding(days: passed + day - 1)
    }

    /// The last day of the lunar year (除夕) that begins in this Gregorian year.
    static func eve(before year: Int) -> CalendarDate? { self.date(year: year, month: 1, day: 1)?.adding(days: -1) }

    private static func days(ofMonth index: Int, in year: Year) -> Int { year.longMonths >> index & 1 == 1 ? 30 : 29 }

    private static let years: [Int: Year] = [
        2020: Year(firstMonth: 1, firstDay: 25, leapMonth: 4, longMonths: 0x152E),
        2021: Year(firstMonth: 2, firstDay: 12, leapMonth: 0, longMonths: 0x0556),
        2022: Year(firstMonth: 2, firstDay: 1, leapMonth: 0, longMonths: 0x0AB5),
        2023: Year(firstMonth: 1, firstDay: 22, leapMonth: 2, longMonths: 0x15B2),
        2024: Year(firstMonth: 2, firstDay: 10, leapMonth: 0, longMonths: 0x06D2),
        2025: Year(firstMonth: 1, firstDay: 29, leapMonth: 6, longMonths: 0x0EA5),
        2026: Year(firstMonth: 2, firstDay: 17, leapMonth: 0, longMonths: 0x0725),
        2027: Year(firstMonth: 2, firstDay: 6, leapMonth: 0, longMonths: 0x064B),
        2028: Year(firstMonth: 1, firstDay: 26, leapMonth: 5, longMonths: 0x0C97),
        2029: Year(firstMonth: 2, firstDay: 13, leapMonth: 0, longMonths: 0x0CAB),
        2030: Year(firstMonth: 2, firstDay: 3, leapMonth: 0, longMonths: 0x055A),
        2031: Year(firstMonth: 1, firstDay: 23, leapMonth: 3, longMonths: 0x0AD6),
        2032: Year(firstMonth: 2, firstDay: 11, leapMonth: 0, longMonths: 0x0B69),
        2033: Year(firstMonth: 1, firstDay: 31, leapMonth: 11, longMonths: 0x1752),
        2034: Year(firstMonth: 2, firstDay: 19, leapMonth: 0, longMonths: 0x0B52),
        2035: Year(firstMonth: 2, firstDay: 8, leapMonth: 0, longMonths: 0x0B25),
        2036: Year(firstMonth: 1, firstDay: 28, leapMonth: 6, longMonths: 0x1A4B),
        2037: Year(firstMonth: 2, firstDay: 15, leapMonth: 0, longMonths: 0x0A4B),
        2038: Year(firstMonth: 2, firstDay: 4, leapMonth: 0, longMonths: 0x04AB),
        2039: Year(firstMonth: 1, firstDay: 24, leapMonth: 5, longMonths: 0x055B),
        2040: Year(firstMonth: 2, firstDay: 12, leapMonth: 0, longMonths: 0x05AD),
        2041: Year(firstMonth: 2, firstDay: 1, leapMonth: 0, longMonths: 0x0B6A),
        2042: Year(firstMonth: 1, firstDay: 22, leapMonth: 2, longMonths: 0x1B52),
        2043: Year(firstMonth: 2, firstDay: 10, leapMonth: 0, longMonths: 0x0D92),
        2044: Year(firstMonth: 1, firstDay: 30, leapMonth: 7, longMonths: 0x1D25),
        2045: Year(firstMonth: 2, firstDay: 17, leapMonth: 0, longMonths: 0x0D25),
        2046: Year(firstMonth: 2, firstDay: 6, leapMonth: 0, longMonths: 0x0A55),
        2047: Year(firstMonth: 1, firstDay: 26, leapMonth: 5, longMonths: 0x14AD),
        2048: Year(firstMonth: 2, firstDay: 14, leapMonth: 0, longMonths: 0x04B6),
        2049: Year(firstMonth: 2, firstDay: 2, leapMonth: 0, longMonths: 0x05B5),
        2050: Year(firstMonth: 1, firstDay: 23, leapMonth: 3, longMonths: 0x0DAA),
    ]
}
