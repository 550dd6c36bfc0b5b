/// Days as people name them: 今天, 下周三, 十一月十五号, 大年初一, 三天前, 农历八月十五.
struct DateReader: Sendable {
    typealias Candidate = EntityReader.Candidate

    let today: CalendarDate

    func candidates(in text: [Unicode.Scalar]) -> [Candidate] {
        var found: [Candidate] = []
        var offset = 0
        while offset < text.count {
            guard let match = self.match(text, at: offset), match.length > 0 else {
                offset += 1
                continue
            }
            found.append(
                Candidate(type: .date, range: offset..<offset + match.length, value: match.value, rank: EntityRank.phrase))
            offset += match.length
        }
        return found
    }

    typealias Match = (length: Int, value: String)

    private func match(_ text: [Unicode.Scalar], at offset: Int) -> Match? {
        self.lunar(text, at: offset) ?? self.festival(text, at: offset) ?? self.relativeDay(text, at: offset)
            ?? self.week(text, at: offset) ?? self.calendar(text, at: offset) ?? self.distance(text, at: offset)
            ?? self.month(text, at: offset)
    }

    // MARK: 今天, 大后天, 昨晚

    private static let days = Lexicon<Int>([
        ("大前天", -3), ("前天", -2), ("前儿", -2), ("昨天", -1), ("昨儿个", -1), ("昨儿", -1), ("昨日", -1), ("昨晚", -1),
        ("昨夜", -1), ("今天", 0), ("今儿个", 0), ("今儿", 0), ("今日", 0), ("今晚", 0), ("今早", 0), ("今夜", 0), ("当天", 0),
        ("明天", 1), ("明儿个", 1), ("明儿", 1), ("明日", 1), ("明早", 1), ("明晚", 1), ("后天", 2), ("后儿", 2), ("大后天", 3),
    ])

    private func relativeDay(_ text: [Unicode.Scalar], at offset: Int) -> Match? {
        guard let match = Self.days.match(text, at: offset) else { return nil }
        return (match.length, self.today.adding(days: match.meaning).description)
    }

    // MARK: 下周三, 上个星期天, 周末

    private static let weeks = Lexicon<Int>([
        ("上上", -2), ("上", -1), ("这", 0), ("本", 0), ("下下", 2), ("下", 1), ("大上", -2), ("", 0),
    ])
    private static let weekWords = WordList("周 星期 礼拜")
    private static let weekdays = Lexicon<Int>([
        ("一", 1), ("二", 2), ("三", 3), ("四", 4), ("五", 5), ("六", 6), ("日", 7), ("天", 7), ("末", 6),
        ("1", 1), ("2", 2), ("3", 3), ("4", 4), ("5", 5), ("6", 6),
    ])

    private func week(_ text: [Unicode.Scalar], at start: Int) -> Match? {
        var offset = start
        let shift = Self.weeks.match(text, at: offset)
        offset += shift?.length ?? 0
        if shift != nil, offset < text.count, text[offset] == "个" { offset += 1 }
        guard let word = Self.weekWords.length(text, at: offset) else { return nil }
        offset += word
        let monday = self.today.adding(days: 1 - self.today.weekday + 7 * (shift?.meaning ?? 0))
        guard let day = Self.weekdays.match(text, at: offset), !self.isCount(text, from: offset, day.length) else {
            // 上周, 下个星期: the week by its Monday. A bare 周 says nothing.
            return shift == nil ? nil : (offset - start, monday.description)
        }
        return (offset + day.length - start, monday.adding(days: day.meaning - 1).description)
    }

    /// 一周一次, 周二十: not a weekday.
    private func isCount(_ text: [Unicode.Scalar], from offset: Int, _ length: Int) -> Bool {
        let next = offset + length
        return next < text.count && (SpokenDigit.isUnit(text[next]) || text[next] == "次")
    }

    // MARK: 2026年11月15日, 十一月十五号, 15号

    private func calendar(_ text: [Unicode.Scalar], at start: Int) -> Match? {
        if let iso = self.iso(text, at: start) { return iso }
        var offset = start
        let year = self.year(text, at: &offset)
        guard let month = self.part(text, at: &offset, units: Self.monthUnits, upTo: 12) else {
            return self.bareDay(text, at: start)
        }
        if let day = self.part(text, at: &offset, units: Self.dayUnits, upTo: 31) ?? self.unmarkedDay(text, at: &offset) {
            let date = CalendarDate(year: year ?? self.today.year, month: month, day: day)
            return date.map { (offset - start, $0.description) }
        }
        let value = CalendarDate(year: year ?? self.today.year, month: month, day: 1)?.description.dropLast(3)
        return value.map { (offset - start, String($0)) }
    }

    private func iso(_ text: [Unicode.Scalar], at start: Int) -> Match? {
        guard start + 10 <= text.count else { return nil }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: text[start..<start + 10].map { $0 == "/" || $0 == "." ? "-" : $0 })
        return CalendarDate(String(view)).map { (10, $0.description) }
    }

    /// 2026年, 二零二六年, 二六年, 去年, 明年
    private func year(_ text: [Unicode.Scalar], at offset: inout Int) -> Int? {
        if let word = Self.years.match(text, at: offset) {
            offset += word.length
            return self.today.year + word.meaning
        }
        guard let run = DigitRun.read(text, at: offset, letters: false), run.digits == 4 || run.digits == 2,
            run.range.upperBound < text.count, text[run.range.upperBound] == "年", let year = Int(run.value)
        else { return nil }
        offset = run.range.upperBound + 1
        return year < 100 ? 2000 + year : year
    }

    private static let years = Lexicon<Int>([("前年", -2), ("去年", -1), ("今年", 0), ("明年", 1), ("后年", 2)])

    private static let monthUnits = WordList("月 月份")
    private static let dayUnits = WordList("日 号")
    private static let bareDayUnits = WordList("号")

    private func part(_ text: [Unicode.Scalar], at offset: inout Int, units: WordList, upTo limit: Int) -> Int? {
        guard let number = Quantity.read(text, at: offset), number.thousandths % 1000 == 0, !number.isRough,
            (1...limit).contains(number.whole)
        else { return nil }
        let after = number.range.upperBound
        guard let length = units.length(text, at: after) else { return nil }
        // 三号楼 and 五号院 are places.
        if after + length < text.count, limit == 31, "楼院栋线门".unicodeScalars.contains(text[after + length]) { return nil }
        offset = after + length
        return number.whole
    }

    /// 十一月十五: the day without 号.
    private func unmarkedDay(_ text: [Unicode.Scalar], at offset: inout Int) -> Int? {
        guard let number = Quantity.read(text, at: offset), (1...31).contains(number.whole), number.thousandths % 1000 == 0
        else { return nil }
        let after = number.range.upperBound
        if after < text.count, "个平度块天次家".unicodeScalars.contains(text[after]) { return nil }
        offset = after
        return number.whole
    }

    private func bareDay(_ text: [Unicode.Scalar], at start: Int) -> Match? {
        var offset = start
        if start > 0, SpokenDigit.isDigit(text[start - 1]) || text[start - 1] == "月" { return nil }
        guard let day = self.part(text, at: &offset, units: Self.bareDayUnits, upTo: 31),
            let date = CalendarDate(year: self.today.year, month: self.today.month, day: day)
        else { return nil }
        return (offset - start, date.description)
    }

    // MARK: 三天前, 两周后, 半个月前

    private static let spans = Lexicon<Int>([("天", 1), ("周", 7), ("个星期", 7), ("个礼拜", 7), ("星期", 7), ("个月", 30)])
    private static let directions = Lexicon<Int>([("前", -1), ("之前", -1), ("以前", -1), ("后", 1), ("之后", 1), ("以后", 1)])

    private func distance(_ text: [Unicode.Scalar], at start: Int) -> Match? {
        guard let number = Quantity.read(text, at: start), !number.isRough, (1...400).contains(number.whole),
            let span = Self.spans.match(text, at: number.range.upperBound),
            let direction = Self.directions.match(text, at: number.range.upperBound + span.length)
        else { return nil }
        let length = number.range.count + span.length + direction.length
        let count = number.whole * direction.meaning
        let date = span.meaning == 30 ? self.today.adding(months: count) : self.today.adding(days: count * span.meaning)
        return (length, date.description)
    }

    // MARK: 上个月, 下个月三号, 月底, 去年

    private static let months = Lexicon<Int>([
        ("上上个月", -2), ("上个月", -1), ("上月", -1), ("这个月", 0), ("本月", 0), ("下个月", 1), ("下月", 1), ("下下个月", 2),
    ])
    private static let ends = Lexicon<Bool>([("月底", true), ("月末", true), ("月初", false)])

    private func month(_ text: [Unicode.Scalar], at start: Int) -> Match? {
        if let end = Self.ends.match(text, at: start) { return (end.length, self.edge(of: self.today, isEnd: end.meaning)) }
        if let month = Self.months.match(text, at: start) {
            let base = self.today.adding(months: month.meaning)
            var offset = start + month.length
            if let day = self.part(text, at: &offset, units: Self.dayUnits, upTo: 31),
                let date = CalendarDate(year: base.year, month: base.month, day: day)
            {
                return (offset - start, date.description)
            }
            if offset < text.count, text[offset] == "底" || text[offset] == "初" {
                return (month.length + 1, self.edge(of: base, isEnd: text[offset] == "底"))
            }
            return month.meaning == 0 ? nil : (month.length, String(base.description.dropLast(3)))
        }
        guard let year = Self.years.match(text, at: start), year.meaning != 0 else { return nil }
        return (year.length, String(self.today.year + year.meaning))
    }

    private func edge(of date: CalendarDate, isEnd: Bool) -> String {
        let day = isEnd ? CalendarDate.days(inMonth: date.month, of: date.year) : 1
        return CalendarDate(year: date.year, month: date.month, day: day)?.description ?? date.description
    }

    // MARK: 元旦, 去年春节, 国庆节

    private func festival(_ text: [Unicode.Scalar], at start: Int) -> Match? {
        let year = Self.years.match(text, at: start)
        guard let name = Festival.names.match(text, at: start + (year?.length ?? 0)), !self.isInNumber(text, start, name.length)
        else { return nil }
        let date = year.map { name.meaning.date(in: self.today.year + $0.meaning) } ?? name.meaning.nearest(to: self.today)
        return date.map { ((year?.length ?? 0) + name.length, $0.description) }
    }

    /// 五一 in 两块八毛五一平 is no festival.
    private func isInNumber(_ text: [Unicode.Scalar], _ start: Int, _ length: Int) -> Bool {
        guard SpokenDigit.isDigit(text[start]) else { return false }
        let before = start > 0 ? text[start - 1] : " "
        let after = start + length < text.count ? text[start + length] : " "
        return SpokenDigit.isDigit(before) || SpokenDigit.isUnit(before) || "块毛角点号元楼单".unicodeScalars.contains(before)
            || SpokenDigit.isDigit(after) || SpokenDigit.isUnit(after) || "平块毛度号楼室单个".unicodeScalars.contains(after)
    }

    // MARK: 农历八月十五, 腊月二十三, 正月初六

    private static let lunarMonths = Lexicon<Int>([("正月", 1), ("冬月", 11), ("腊月", 12)])
    private static let calendars = WordList("农历 阴历 旧历")

    private func lunar(_ text: [Unicode.Scalar], at start: Int) -> Match? {
        var offset = start + (Self.calendars.length(text, at: start) ?? 0)
        let month: Int
        if let named = Self.lunarMonths.match(text, at: offset) {
            month = named.meaning
            offset += named.length
        } else if offset > start, let number = self.part(text, at: &offset, units: Self.monthUnits, upTo: 12) {
            month = number
        } else {
            return nil
        }
        if offset < text.count, text[offset] == "初" { offset += 1 }
        guard let day = Quantity.read(text, at: offset), (1...30).contains(day.whole) else { return nil }
        let end = day.range.upperBound
        let date = Festival.lunar(month: month, day: day.whole).nearest(to: self.today)
        return date.map { (end - start, $0.description) }
    }
}
