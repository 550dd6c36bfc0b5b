/// Reads one numeral with what surrounds it: a date, a time, a telephone number, an amount, a measure, an identifier.
struct NumeralRules {
    /// What was said for how many characters of the text.
    struct Reading: Equatable {
        var spoken: String
        var length: Int
    }

    let cursor: TextCursor
    private let first: String

    /// - Parameter cursor: stands on an ASCII digit.
    init(_ cursor: TextCursor) {
        self.cursor = cursor
        first = cursor.digits()
    }

    func reading() -> Reading {
        date() ?? time() ?? telephone() ?? fraction() ?? identifier() ?? quantity()
    }

    // MARK: Dates and times

    /// 2026-11-22, 2026/11/22, 2026.11.22 and the year of 2026年.
    private func date() -> Reading? {
        guard first.count == 4 else { return nil }
        if cursor[4] == "年" || isYearOfRange { return Reading(spoken: SpokenNumber.digitByDigit(first), length: 4) }
        guard let mark = cursor[4], "-/.".contains(mark) else { return nil }
        let month = cursor.digits(at: 5)
        guard let monthValue = Int(month), (1...12).contains(monthValue), month.count <= 2, cursor[5 + month.count] == mark else { return nil }
        let day = cursor.digits(at: 6 + month.count)
        guard let dayValue = Int(day), (1...31).contains(dayValue), day.count <= 2 else { return nil }
        let spoken = SpokenNumber.digitByDigit(first) + "年" + SpokenNumber.cardinal(monthValue) + "月" + SpokenNumber.cardinal(dayValue) + "日"
        return Reading(spoken: spoken, length: 6 + month.count + day.count)
    }

    /// Either year of 2026-2027.
    private var isYearOfRange: Bool {
        guard Self.isYear(first) else { return false }
        let next = cursor.digits(at: 5), previous = cursor.behind(5)
        let begins = ["-", "~", "—", "至"].contains(cursor.ahead(4, count: 1)) && Self.isYear(next)
        let ends = previous.last.map { "-~—至".contains($0) } == true && Self.isYear(String(previous.dropLast()))
        return begins || ends
    }

    private static func isYear(_ text: String) -> Bool {
        text.count == 4 && text.allSatisfy(\.isASCIIDigit) && (text.hasPrefix("19") || text.hasPrefix("20"))
    }

    /// 8:05, 13:30:00.
    private func time() -> Reading? {
        guard first.count <= 2, let hour = Int(first), hour <= 24, let mark = cursor[first.count], mark == ":" || mark == "：" else { return nil }
        let minutes = cursor.digits(at: first.count + 1)
        guard minutes.count == 2, let minute = Int(minutes), minute < 60 else { return nil }
        var length = first.count + 3
        var spoken = SpokenNumber.count(hour) + "点"
        if minute > 0 { spoken += (minute < 10 ? "零" : "") + SpokenNumber.cardinal(minute) + "分" }
        let seconds = cursor.digits(at: length + 1)
        if cursor[length] == mark, seconds.count == 2, let second = Int(seconds), second < 60 {
            if second > 0 { spoken += SpokenNumber.cardinal(second) + "秒" }
            length += 3
        }
        return Reading(spoken: spoken, length: length)
    }

    // MARK: Numbers that name

    /// 13812345678, 400-123-4567, 0431-88889999, 95598热线.
    private func telephone() -> Reading? {
        let grouped = groups()
        if grouped.count > 1, isTelephone(grouped) { return spell(grouped, length: grouped.joined(separator: "-").count) }
        if first.count == 11, first.hasPrefix("1"), let second = first.dropFirst().first, second >= "3" {
            return spell([String(first.prefix(3)), String(first.dropFirst(3).prefix(4)), String(first.suffix(4))], length: 11)
        }
        if first.count == 10, first.hasPrefix("400") || first.hasPrefix("800") {
            return spell([String(first.prefix(3)), String(first.dropFirst(3).prefix(3)), String(first.suffix(4))], length: 10)
        }
        let named = Self.dialled.contains { cursor.behind(3).hasSuffix($0) } || Self.lines.contains { cursor.ahead(first.count, count: 2).hasPrefix($0) }
        return named && (3...8).contains(first.count) ? spell([first], length: first.count) : nil
    }

    private static let dialled = ["拨打", "拨", "致电", "电话", "热线", "来电"]
    private static let lines = ["热线", "电话", "客服"]

    /// Runs of digits joined by hyphens.
    private func groups() -> [String] {
        var all = [first], offset = first.count
        while cursor[offset] == "-", !cursor.digits(at: offset + 1).isEmpty {
            all.append(cursor.digits(at: offset + 1))
            offset += 1 + (all.last?.count ?? 0)
        }
        return all
    }

    private func isTelephone(_ groups: [String]) -> Bool {
        let total = groups.reduce(0) { $0 + $1.count }
        let area = first.hasPrefix("0") && (3...4).contains(first.count)
        let free = first == "400" || first == "800"
        return (area || free || total == 11) && (7...12).contains(total)
    }

    /// Account, order and room numbers, codes, anything with a leading zero, and long runs that measure nothing.
    private func identifier() -> Reading? {
        let next = cursor.ahead(first.count, count: 2)
        let room = (3...4).contains(first.count) && (next.hasPrefix("室") || next.hasPrefix("房"))
        let named = Self.names.contains { cursor.behind(5).contains($0) } && first.count >= 3 && !isMeasured(next)
        let zero = first.count > 1 && first.hasPrefix("0")
        let masked = cursor.behind(1) == "*" || cursor[first.count] == "*"
        let long = first.count >= 5 && !isMeasured(next) && !next.hasPrefix(".") && !next.hasPrefix(",") && !isMoneySign
        guard room || named || zero || masked || long else { return nil }
        return spell(first.count > 6 ? fours(first) : [first], length: first.count)
    }

    private static let names = ["号", "编码", "验证码", "密码", "尾号", "代码", "按键"]

    private func fours(_ digits: String) -> [String] {
        stride(from: 0, to: digits.count, by: 4).map { String(digits.dropFirst($0).prefix(4)) }
    }

    private func spell(_ groups: [String], length: Int) -> Reading {
        Reading(spoken: groups.map { SpokenNumber.digitByDigit($0, telephone: true) }.joined(separator: "、"), length: length)
    }

    // MARK: Numbers that count

    /// 1/2 → 二分之一.
    private func fraction() -> Reading? {
        guard first.count <= 2, cursor[first.count] == "/", let top = Int(first) else { return nil }
        let below = cursor.digits(at: first.count + 1)
        guard below.count <= 2, let bottom = Int(below), top < bottom else { return nil }
        return Reading(spoken: SpokenNumber.cardinal(bottom) + "分之" + SpokenNumber.cardinal(top), length: first.count + 1 + below.count)
    }

    private func quantity() -> Reading {
        let number = numeral()
        let after = cursor.ahead(number.count, count: 6)
        if isMoneySign || after.hasPrefix("元") || after.hasPrefix("块"), let fen = fen(number), number.contains(".") || isMoneySign {
            return Reading(spoken: SpokenNumber.amount(fen: fen), length: number.count + (after.hasPrefix("元") || after.hasPrefix("块") ? 1 : 0))
        }
        if let mark = after.first, mark == "%" || mark == "％" { return Reading(spoken: "百分之" + SpokenNumber.decimal(number), length: number.count + 1) }
        if after.hasPrefix("‰") { return Reading(spoken: "千分之" + SpokenNumber.decimal(number), length: number.count + 1) }
        let unit = SpokenSymbols.units.first { isUnit($0.written, at: after) }
        return Reading(spoken: counted(number, before: unit?.spoken ?? after) + (unit?.spoken ?? ""), length: number.count + (unit?.written.count ?? 0))
    }

    /// A unit of letters ends where the letters end; one of a single letter has to be written as it is (5g, but not 5G).
    private func isUnit(_ unit: String, at text: String) -> Bool {
        guard (unit.count == 1 ? text : text.lowercased()).hasPrefix(unit) else { return false }
        guard unit.last?.isASCIILetter == true, let next = text.dropFirst(unit.count).first else { return true }
        return !next.isASCIILetter && !next.isASCIIDigit
    }

    /// Digits with thousands separators and one decimal point.
    private func numeral() -> String {
        var text = first
        while cursor[text.count] == ",", cursor.digits(at: text.count + 1).count == 3 { text += "," + cursor.digits(at: text.count + 1) }
        let decimals = cursor.digits(at: text.count + 1)
        if cursor[text.count] == ".", !decimals.isEmpty { text += "." + decimals }
        return text
    }

    private func counted(_ number: String, before next: String) -> String {
        guard let value = Int(number.filter { $0 != "," }) else { return SpokenNumber.decimal(number) }
        let ordinal = cursor.behind(1) == "第" || cursor.behind(1) == "."
        let measured = next.first.map(SpokenSymbols.measures.contains) ?? false || SpokenSymbols.measureWords.contains(where: next.hasPrefix)
        return measured && !ordinal ? SpokenNumber.count(value) : SpokenNumber.cardinal(value)
    }

    private var isMoneySign: Bool { ["¥", "￥"].contains(cursor.behind(1)) }

    private func isMeasured(_ next: String) -> Bool {
        guard let character = next.lowercased().first else { return false }
        return SpokenSymbols.measures.contains(character) || "元块%％℃°度万亿名千百".contains(character) || SpokenSymbols.measureWords.contains(where: next.hasPrefix)
    }

    private func fen(_ number: String) -> Int? {
        let parts = number.filter { $0 != "," }.split(separator: ".")
        guard let yuan = parts.first.flatMap({ Int($0) }), yuan < 1_000_000_000_000 else { return nil }
        guard parts.count == 2 else { return yuan * 100 }
        guard parts[1].count <= 2, let rest = Int(parts[1]) else { return nil }
        return yuan * 100 + (parts[1].count == 1 ? rest * 10 : rest)
    }
}
