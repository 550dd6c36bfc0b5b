/// Quantities with a unit: amounts, areas, temperatures, durations, mileages, readings, ages.
enum MeasureReader {
    typealias Candidate = EntityReader.Candidate

    static func candidates(in text: [Unicode.Scalar]) -> [Candidate] {
        var found: [Candidate] = []
        var offset = 0
        while offset < text.count {
            guard let candidate = self.candidate(text, at: offset) else {
                offset += 1
                continue
            }
            found.append(candidate)
            offset = candidate.range.upperBound
        }
        return found
    }

    private static func candidate(_ text: [Unicode.Scalar], at offset: Int) -> Candidate? {
        if let sign = self.sign(text, at: offset) { return sign }
        if let half = self.half(text, at: offset) { return half }
        if let clipped = self.clippedAmount(text, at: offset) { return clipped }
        guard offset == 0 || !SpokenDigit.isDigit(text[offset - 1]) || !text[offset].isDigit,
            let number = Quantity.read(text, at: offset)
        else { return nil }
        if let amount = self.amount(text, number) { return amount }
        guard let unit = Self.units.match(text, at: number.range.upperBound) else {
            return self.bareReading(text, number) ?? self.bareAmount(text, number)
        }
        return self.measure(text, number, unit)
    }

    private struct Unit: Sendable {
        var type: EntityType
        /// The value is the number and this, e.g. `3天`; empty for a bare number.
        var suffix: String
    }

    private static let unitWords: [(words: String, unit: Unit)] = [
        ("平方米 平方 平米 个平方 平 ㎡ 个平米", Unit(type: .area, suffix: "")),
        ("摄氏度 度 ℃ °", Unit(type: .temperature, suffix: "")),
        ("岁 周岁", Unit(type: .age, suffix: "")),
        ("公里 千米 km", Unit(type: .mileage, suffix: "")),
        ("吉焦 千瓦时 立方米 立方 吨 方 个字", Unit(type: .reading, suffix: "")),
        ("天", Unit(type: .duration, suffix: "天")), ("年", Unit(type: .duration, suffix: "年")),
        ("个月", Unit(type: .duration, suffix: "个月")), ("个小时 小时 个钟头 钟头", Unit(type: .duration, suffix: "小时")),
        ("分钟", Unit(type: .duration, suffix: "分钟")), ("个星期 个礼拜 星期 礼拜 周", Unit(type: .duration, suffix: "周")),
        ("期", Unit(type: .duration, suffix: "期")), ("个工作日 工作日", Unit(type: .duration, suffix: "个工作日")),
        ("个采暖季 个供暖季", Unit(type: .duration, suffix: "个采暖季")),
    ]

    private static let units: Lexicon<Unit> = {
        var all: [(String, Unit)] = []
        for row in unitWords { for word in row.words.split(separator: " ") { all.append((String(word), row.unit)) } }
        return Lexicon(all)
    }()

    private static func measure(
        _ text: [Unicode.Scalar], _ number: Quantity, _ unit: (length: Int, meaning: Unit)
    ) -> Candidate? {
        var end = number.range.upperBound + unit.length
        var thousandths = number.thousandths
        if end < text.count, text[end] == "半" {
            thousandths += 500
            end += 1
        }
        var type = unit.meaning.type
        switch type {
        case .temperature:
            guard self.isTemperature(text, number, end: end) else { return nil }
            if text.indices.contains(end), text[end] == "电" { type = .reading }
        case .duration where unit.meaning.suffix == "年" && thousandths >= 100_000: return nil
        case .duration where Self.isVague(text, number) || Self.often.length(text, at: number.range.lowerBound) != nil: return nil
        case .area where thousandths < 5000: return nil
        default: break
        }
        let value = Quantity.decimal(thousandths) + unit.meaning.suffix
        return Candidate(type: type, range: number.range.lowerBound..<end, value: value, rank: EntityRank.unit)
    }

    private static let often = WordList("三天两头 一年半载 三年五载 一天到晚")

    private static let meterWords = WordList("读数 表数 表底 表上 表上显示 走到 走了 字数 示数")

    /// 读数是三千二百: a number on a meter without its unit.
    private static func bareReading(_ text: [Unicode.Scalar], _ number: Quantity) -> Candidate? {
        guard number.whole >= 10, self.meterWords.ends(text, before: number.range.lowerBound, gap: 1) else { return nil }
        return Candidate(type: .reading, range: number.range, value: number.value, rank: EntityRank.cue)
    }

    /// 第二天 is a day, 前两天 and 过两天 are hardly more than a while.
    private static func isVague(_ text: [Unicode.Scalar], _ number: Quantity) -> Bool {
        guard number.range.lowerBound > 0 else { return false }
        let before = text[number.range.lowerBound - 1]
        return before == "第" || (number.whole <= 3 && "前这过那头".unicodeScalars.contains(before))
    }

    /// 态度, 再度, 一度: no temperature.
    private static func isTemperature(_ text: [Unicode.Scalar], _ number: Quantity, end: Int) -> Bool {
        number.range.count > 1 || number.whole >= 3
    }

    private static let signs = WordList("零下 负")

    /// 零下五度, 负十度, ￥320
    private static func sign(_ text: [Unicode.Scalar], at offset: Int) -> Candidate? {
        if let length = self.signs.length(text, at: offset),
            let number = Quantity.read(text, at: offset + length), let unit = self.units.match(text, at: number.range.upperBound),
            unit.meaning.type == .temperature
        {
            let end = number.range.upperBound + unit.length
            return Candidate(type: .temperature, range: offset..<end, value: "-" + number.value, rank: EntityRank.cue)
        }
        guard text[offset] == "¥" || text[offset] == "￥", let number = Quantity.read(text, at: offset + 1) else { return nil }
        return Candidate(type: .amount, range: offset..<number.range.upperBound, value: number.value, rank: EntityRank.cue)
    }

    private static let halves = Lexicon<String>([
        ("半年", "6个月"), ("半个月", "15天"), ("半个小时", "30分钟"), ("半小时", "30分钟"), ("半个钟头", "30分钟"),
        ("大半年", "6个月"),
    ])

    private static func half(_ text: [Unicode.Scalar], at offset: Int) -> Candidate? {
        guard let word = self.halves.match(text, at: offset) else { return nil }
        return Candidate(type: .duration, range: offset..<offset + word.length, value: word.meaning, rank: EntityRank.unit)
    }

    // MARK: Money

    private static let yuan = WordList("块钱 块 元 元钱 圆 人民币")
    private static let tenths = Lexicon<Int>([("毛", 100), ("角", 100), ("毛钱", 100), ("分钱", 10)])

    /// 三百二十块五, 两块八毛, 五毛钱
    private static func amount(_ text: [Unicode.Scalar], _ number: Quantity) -> Candidate? {
        var end = number.range.upperBound
        var thousandths = number.thousandths
        if let unit = self.yuan.length(text, at: end) {
            end += unit
            let isClosed = unit == 2
            if !isClosed, let rest = self.rest(text, at: end) {
                thousandths += rest.thousandths
                end = rest.end
            }
        } else if let small = self.tenths.match(text, at: end) {
            // 一分钱没见着 is a manner of speaking.
            if number.whole == 1, small.length == 2 { return nil }
            thousandths = number.whole * small.meaning
            end += small.length
        } else {
            return nil
        }
        return Candidate(
            type: .amount, range: number.range.lowerBound..<end, value: Quantity.decimal(thousandths), rank: EntityRank.unit)
    }

    /// What follows 块: 五, 五毛, 八毛五, 半, 钱
    private static func rest(_ text: [Unicode.Scalar], at start: Int) -> (end: Int, thousandths: Int)? {
        guard start < text.count else { return nil }
        if text[start] == "半" { return (start + 1, 500) }
        guard SpokenDigit.isDigit(text[start]), let tenth = SpokenDigit.value(text[start]) else { return nil }
        var end = start + 1
        if end < text.count, SpokenDigit.isUnit(text[end]) || "个件条天平".unicodeScalars.contains(text[end]) { return nil }
        var value = tenth * 100
        if end < text.count, text[end] == "毛" || text[end] == "角" { end += 1 }
        if end < text.count, SpokenDigit.isDigit(text[end]), let hundredth = SpokenDigit.value(text[end]) {
            value += hundredth * 10
            end += 1
        }
        return (end, value)
    }

    private static let moneyVerbs = WordList(
        "扣 扣了 扣我 交 交了 付 付了 收 收了 收我 花 花了 缴 缴了 退 退了 转 转了 欠 欠了 欠我 补 减 满 少 便宜 涨 降 降了 赔 赔我 要 要我 给 充 充了 打了 贷 贷了 借 借了 差 还 还了 存 存了 汇 汇了 取 取了 首付 月供 押金 滞纳金 违约金 余额 金额 单价 一共 总共")

    private static let clippedUnits: [Unicode.Scalar: Int] = ["万": 10_000, "千": 1000, "百": 100]

    /// 转了万五: ten thousand and five of the next smaller unit, without the one before it.
    private static func clippedAmount(_ text: [Unicode.Scalar], at offset: Int) -> Candidate? {
        guard let unit = self.clippedUnits[text[offset]], offset + 1 < text.count, let digit = SpokenDigit.value(text[offset + 1]), digit > 0,
            self.moneyVerbs.ends(text, before: offset, gap: 0)
        else { return nil }
        let end = offset + 2
        if end < text.count, SpokenDigit.isUnit(text[end]) || SpokenDigit.isDigit(text[end]) || self.counted.contains(text[end]) { return nil }
        let closing = self.yuan.length(text, at: end) ?? 0
        return Candidate(type: .amount, range: offset..<end + closing, value: String(unit + digit * unit / 10), rank: EntityRank.unit)
    }

    /// After a number they count something else than money.
    private static let counted = Set("个件条天年月平度号楼户公单室米次遍分家人位台斤只双盒包瓶瓦兆套张期层岁吨方本辆".unicodeScalars)

    /// 扣了我两千三: a number of money without its unit.
    private static func bareAmount(_ text: [Unicode.Scalar], _ number: Quantity) -> Candidate? {
        guard number.hasUnits, number.whole >= 20, self.moneyVerbs.ends(text, before: number.range.lowerBound, gap: 1) else { return nil }
        let end = number.range.upperBound
        if end < text.count, self.counted.contains(text[end]) { return nil }
        return Candidate(type: .amount, range: number.range, value: number.value, rank: EntityRank.shape)
    }
}
