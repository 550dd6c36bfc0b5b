/// How numbers are said in Mandarin.
public enum SpokenNumber {
    private static let digits: [Character] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
    private static let places = ["", "十", "百", "千"]
    private static let groups = ["", "万", "亿", "万亿"]

    /// Digit by digit: `2024` → 二零二四. Characters that are no ASCII digits are left out.
    /// - Parameter telephone: 幺 for 1, as in telephone numbers, so that it is not taken for 七.
    public static func digitByDigit(_ text: some StringProtocol, telephone: Bool = false) -> String {
        String(
            text.compactMap { character -> Character? in
                guard character.isASCII, let value = character.wholeNumberValue else { return nil }
                return telephone && value == 1 ? "幺" : digits[value]
            })
    }

    /// A whole number: 10500 → 一万零五百. Anything of 16 digits or more is read digit by digit.
    public static func cardinal(_ value: Int) -> String {
        if value == .min || abs(value) >= 10_000_000_000_000_000 { return digitByDigit(String(value)) }
        if value < 0 { return "负" + cardinal(-value) }
        if value == 0 { return "零" }
        let text = fromGroups(value)
        return text.hasPrefix("一十") ? String(text.dropFirst()) : text
    }

    /// A decimal as it is written: `12.50` → 十二点五零; a sign and thousands separators are understood.
    public static func decimal(_ text: String) -> String {
        let plain = text.filter { $0 != "," }
        let parts = plain.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap({ Int($0) }) else { return digitByDigit(plain) }
        let sign = whole == 0 && plain.hasPrefix("-") ? "负" : ""
        return sign + cardinal(whole) + (parts.count == 2 && !parts[1].isEmpty ? "点" + digitByDigit(parts[1]) : "")
    }

    /// Before a measure word: 2 → 两, 200 → 两百, 12 → 十二.
    public static func count(_ value: Int) -> String {
        let text = cardinal(value)
        guard text.hasPrefix("二"), text.dropFirst().first.map({ "百千万亿".contains($0) }) ?? true else { return text }
        return "两" + text.dropFirst()
    }

    /// Money: 12836 → 一百二十八元三角六分.
    /// - Parameter fen: hundredths of a yuan.
    public static func amount(fen: Int) -> String {
        if fen < 0 { return fen == .min ? "" : "负" + amount(fen: -fen) }
        let (yuan, jiao, rest) = (fen / 100, fen / 10 % 10, fen % 10)
        if fen == 0 { return "零元" }
        var text = yuan > 0 ? count(yuan) + "元" : ""
        if jiao > 0 { text += cardinal(jiao) + "角" }
        if rest > 0 { text += (yuan > 0 && jiao == 0 ? "零" : "") + cardinal(rest) + "分" }
        return text
    }

    private static func fromGroups(_ value: Int) -> String {
        var rest = value, index = 0, text = ""
        while rest > 0 {
            let group = rest % 10_000
            if group > 0 {
                let gap = rest >= 10_000 && group < 1_000
                text = (gap ? "零" : "") + fourDigits(group) + groups[index] + text
            } else if !text.isEmpty, text.first != "零" {
                text = "零" + text
            }
            rest /= 10_000
            index += 1
        }
        return text
    }

    private static func fourDigits(_ value: Int) -> String {
        var rest = value, text = "", skipped = false
        for place in places where rest > 0 {
            let digit = rest % 10
            if digit > 0 {
                text = String(digits[digit]) + place + (skipped && !text.isEmpty ? "零" : "") + text
                skipped = false
            } else {
                skipped = true
            }
            rest /= 10
        }
        return text
    }
}
