/// Values as they are said on the telephone.
public enum SpokenForm {
    /// `13800138000` → `幺三八，零零幺三，八零零零`: digit by digit, in groups that an ear can follow.
    public static func digits(_ value: String) -> String {
        let spoken = value.map { character in character.wholeNumberValue.flatMap { Self.names.indices.contains($0) ? Self.names[$0] : nil } ?? String(character) }
        return groups(of: spoken.count).map { spoken[$0].joined() }.joined(separator: "，")
    }

    /// A value of this type for an ear; unknown forms stay as they are.
    public static func of(_ value: String, type: EntityType) -> String {
        switch type {
        case .phone, .orderNumber, .trackingNumber, .workOrder, .accountNumber, .idCard, .bankCard, .cardTail, .phoneTail, .orderTail,
            .pickupCode, .policyNumber, .contractNumber, .taxNumber, .staffID, .ticketNumber:
            digits(value)
        case .date: CalendarDate(value).map { "\($0.month)月\($0.day)日" } ?? value
        case .time: time(value)
        case .amount: value.hasSuffix("元") ? value : yuan(value) + "元"
        default: value
        }
    }

    /// Decimal yuan without trailing zeros: `1860.00` → `1860`, `12.50` → `12.5`; anything else as it is.
    public static func yuan(_ decimal: String) -> String {
        let parts = decimal.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isNumber) }) else { return decimal }
        let cents = parts[1].reversed().drop { $0 == "0" }.reversed()
        return parts[0] + (cents.isEmpty ? "" : "." + String(cents))
    }

    /// The digit a character stands for when numbers are read out: 幺, 两, 洞 and the rest.
    public static func digit(of character: Character) -> Int? {
        switch character {
        case "零", "〇", "洞": 0
        case "一", "幺", "妖": 1
        case "二", "两": 2
        case "三": 3
        case "四": 4
        case "五": 5
        case "六": 6
        case "七", "拐": 7
        case "八": 8
        case "九", "勾": 9
        default: nil
        }
    }

    /// Spoken digits as figures, everything else as it is: `三零二` → `302`.
    public static func figures(_ text: String) -> String {
        String(text.map { digit(of: $0).map { Character(String($0)) } ?? $0 })
    }

    /// Before a measure word: 2 → 两.
    public static func count(_ value: Int) -> String { value == 2 ? "两" : number(value) }

    /// A small number as it is counted: 1 → 一, 12 → 十二.
    /// - Parameter value: 1-99; others stay figures.
    public static func number(_ value: Int) -> String {
        guard (1...99).contains(value) else { return String(value) }
        let counted = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
        return (value >= 20 ? counted[value / 10] : "") + (value >= 10 ? "十" : "") + counted[value % 10]
    }

    private static let names = ["零", "幺", "二", "三", "四", "五", "六", "七", "八", "九"]

    private static func groups(of count: Int) -> [Range<Int>] {
        if count == 11 { return [0..<3, 3..<7, 7..<11] }
        if count <= 5 { return [0..<count] }
        return stride(from: 0, to: count, by: 4).map { $0..<min($0 + 4, count) }
    }

    private static func time(_ value: String) -> String {
        let parts = value.split(separator: ":").map { Int($0) }
        guard parts.count == 2, let hour = parts[0], let minute = parts[1] else { return value }
        return minute == 0 ? "\(hour)点" : "\(hour)点\(minute)分"
    }
}
