/// How an answer is given on the keypad; every question has a way.
enum KeypadEntry: Equatable {
    /// At most so many digits; `#` ends. The second: whether it must be all of them.
    case digits(Int, isExact: Bool)
    /// The number of the choice.
    case choice(Int)
    /// MMDD
    case date
    /// HHMM
    case time
    /// Whole yuan.
    case amount
    /// Words cannot be keyed in: `#` leaves them to the person who calls back.
    case words

    init(_ slot: Slot) {
        switch slot.kind {
        case .choice(let choices): self = .choice(choices.count)
        case .text: self = .words
        case .entity(let type): self = slot.keypadDigits.map { .digits($0, isExact: true) } ?? Self.of(type)
        }
    }

    private static func of(_ type: EntityType) -> KeypadEntry {
        switch type {
        case .phone: .digits(11, isExact: true)
        case .cardTail, .phoneTail, .orderTail: .digits(4, isExact: true)
        case .date: .date
        case .time: .time
        case .amount: .amount
        case .address, .name, .company, .plate, .vin, .email, .model, .errorCode, .size, .duration: .words
        case .orderNumber, .trackingNumber, .workOrder, .accountNumber, .idCard, .bankCard, .area, .temperature, .pickupCode, .mileage, .reading,
            .policyNumber, .contractNumber, .taxNumber, .staffID, .ticketNumber, .age:
            .digits(20, isExact: false)
        }
    }

    /// How many keys are gathered; nil when one decides.
    var keys: Int? {
        switch self {
        case .digits(let count, _): count
        case .choice(let count): count > 9 ? 2 : nil
        case .date, .time: 4
        case .amount: 8
        case .words: nil
        }
    }

    /// What the caller is told.
    func hint(_ slot: Slot) -> String {
        switch self {
        case .digits: Prompt.keypad
        case .choice:
            if case .choice(let choices) = slot.kind { Self.list(choices.map(\.label)) + "。" } else { "" }
        case .date: "您可以按四位数字，比如十二月五日按一二零五。"
        case .time: "您可以按四位数字，比如下午两点半按一四三零。"
        case .amount: "您可以按整数金额，按井号键结束。"
        case .words: "不方便说请按井号键，会有工作人员给您回电核实。"
        }
    }

    /// "甲请按一，乙请按二"
    static func list(_ names: [String]) -> String {
        zip(names, 1...).map { "\($0)请按\(SpokenForm.number($1))" }.joined(separator: "，")
    }

    /// The normalised value of these keys; nil when they are none.
    /// - Parameter today: dates are of this day or later.
    func value(of keys: String, slot: Slot, today: CalendarDate) -> String? {
        let digits = keys.filter { $0.isASCII && $0.isNumber }
        switch self {
        case .digits(let count, let isExact): return digits.count == count || (!isExact && digits.count >= 3) ? digits : nil
        case .choice:
            guard case .choice(let choices) = slot.kind, let number = Int(digits), choices.indices.contains(number - 1) else { return nil }
            return choices[number - 1].value
        case .date: return Self.date(digits, today)?.description
        case .time: return Self.time(digits)
        case .amount: return Int(digits).map { "\($0).00" }
        case .words: return keys == "#" ? Self.left : nil
        }
    }

    /// Stands for what a person will ask.
    static let left = "待回电核实"

    private static func date(_ digits: String, _ today: CalendarDate) -> CalendarDate? {
        guard digits.count == 4, let month = Int(digits.prefix(2)), let day = Int(digits.suffix(2)) else { return nil }
        let years = [today.year, today.year + 1].compactMap { CalendarDate(year: $0, month: month, day: day) }
        return years.first { $0 >= today } ?? years.first
    }

    private static func time(_ digits: String) -> String? {
        guard digits.count == 4, let hour = Int(digits.prefix(2)), let minute = Int(digits.suffix(2)), hour < 24, minute < 60 else { return nil }
        return "\(digits.prefix(2)):\(digits.suffix(2))"
    }
}
