/// Days with a name: festivals by either calendar, shopping days, solar terms.
enum Festival: Sendable {
    case fixed(month: Int, day: Int)
    case lunar(month: Int, day: Int)
    /// The evening before the lunar new year.
    case newYearsEve
    /// Day = floor(y × 0.2422 + c) − floor(y / 4), y the year of the century (C constants of the 21st century).
    case solarTerm(month: Int, constant: Double)

    func date(in year: Int) -> CalendarDate? {
        switch self {
        case .fixed(let month, let day): CalendarDate(year: year, month: month, day: day)
        case .lunar(let month, let day): LunarCalendar.date(year: year, month: month, day: day)
        case .newYearsEve: LunarCalendar.eve(before: year)
        case .solarTerm(let month, let constant):
            CalendarDate(
                year: year, month: month, day: Int(Double(year % 100) * 0.2422 + constant) - (year % 100) / 4)
        }
    }

    /// The occurrence people mean: the coming one, or the last one when it is hardly over.
    func nearest(to today: CalendarDate) -> CalendarDate? {
        let days = (today.year - 1...today.year + 1).compactMap(self.date(in:))
        let coming = days.first { $0 >= today }
        guard let past = days.last(where: { $0 < today }) else { return coming }
        guard let coming else { return past }
        return today.dayNumber - past.dayNumber <= 45 && coming.dayNumber - today.dayNumber > 180 ? past : coming
    }

    static let names = Lexicon<Festival>([
        ("元旦", .fixed(month: 1, day: 1)), ("情人节", .fixed(month: 2, day: 14)), ("妇女节", .fixed(month: 3, day: 8)),
        ("三八节", .fixed(month: 3, day: 8)), ("五一", .fixed(month: 5, day: 1)), ("劳动节", .fixed(month: 5, day: 1)),
        ("六一儿童节", .fixed(month: 6, day: 1)), ("儿童节", .fixed(month: 6, day: 1)), ("六一八", .fixed(month: 6, day: 18)),
        ("618", .fixed(month: 6, day: 18)), ("八一", .fixed(month: 8, day: 1)), ("教师节", .fixed(month: 9, day: 10)),
        ("国庆节", .fixed(month: 10, day: 1)), ("国庆", .fixed(month: 10, day: 1)), ("双十一", .fixed(month: 11, day: 11)),
        ("双11", .fixed(month: 11, day: 11)), ("双十二", .fixed(month: 12, day: 12)), ("双12", .fixed(month: 12, day: 12)),
        ("平安夜", .fixed(month: 12, day: 24)), ("圣诞节", .fixed(month: 12, day: 25)), ("圣诞", .fixed(month: 12, day: 25)),
        ("春节", .lunar(month: 1, day: 1)), ("大年初一", .lunar(month: 1, day: 1)), ("元宵节", .lunar(month: 1, day: 15)),
        ("元宵", .lunar(month: 1, day: 15)), ("二月二", .lunar(month: 2, day: 2)), ("端午节", .lunar(month: 5, day: 5)),
        ("端午", .lunar(month: 5, day: 5)), ("七夕", .lunar(month: 7, day: 7)), ("中秋节", .lunar(month: 8, day: 15)),
        ("中秋", .lunar(month: 8, day: 15)), ("八月十五", .lunar(month: 8, day: 15)), ("重阳节", .lunar(month: 9, day: 9)),
        ("重阳", .lunar(month: 9, day: 9)), ("腊八节", .lunar(month: 12, day: 8)), ("腊八", .lunar(month: 12, day: 8)),
        ("小年", .lunar(month: 12, day: 23)), ("除夕", .newYearsEve), ("大年三十", .newYearsEve), ("年三十", .newYearsEve),
        ("立春", .solarTerm(month: 2, constant: 3.87)), ("清明节", .solarTerm(month: 4, constant: 4.81)),
        ("清明", .solarTerm(month: 4, constant: 4.81)), ("立夏", .solarTerm(month: 5, constant: 5.52)),
        ("立秋", .solarTerm(month: 8, constant: 7.5)), ("霜降", .solarTerm(month: 10, constant: 23.438)),
        ("立冬", .solarTerm(month: 11, constant: 7.438)), ("小雪", .solarTerm(month: 11, constant: 22.36)),
        ("大雪", .solarTerm(month: 12, constant: 7.18)), ("冬至", .solarTerm(month: 12, constant: 21.94)),
    ])
}
