/// An amount of something: 三百二十, 两千八, 十八点五, 二十八度半, 1,200.50. Exact to a thousandth.
struct Quantity: Equatable, Sendable {
    var range: Range<Int>
    var thousandths: Int
    /// Said with 十百千万: never a row of digits.
    var hasUnits: Bool
    /// 三百多, 二十来: an approximation.
    var isRough: Bool

    /// `320.5`
    var value: String { Self.decimal(self.thousandths) }
    var whole: Int { self.thousandths / 1000 }

    static func decimal(_ thousandths: Int) -> String {
        let whole = String(thousandths / 1000)
        var rest = String(abs(thousandths % 1000))
        rest = String(repeating: "0", count: 3 - rest.count) + rest
        while rest.hasSuffix("0") { rest.removeLast() }
        return rest.isEmpty ? whole : whole + "." + rest
    }

    static func read(_ text: [Unicode.Scalar], at start: Int) -> Quantity? {
        guard start < text.count else { return nil }
        var quantity = text[start].isDigit ? arabic(text, at: start) : spoken(text, at: start)
        quantity?.takeTail(of: text)
        return quantity
    }

    /// 1200.5, 1,200, 3万, 2千
    private static func arabic(_ text: [Unicode.Scalar], at start: Int) -> Quantity? {
        var offset = start
        var whole = 0
        while offset < text.count, let digit = arabicDigit(text, at: offset), offset - start < 12 {
            if digit >= 0 { whole = whole * 10 + digit }
            offset += 1
        }
        var thousandths = whole * 1000
        offset = takeFraction(text, at: offset, into: &thousandths)
        var quantity = Quantity(range: start..<offset, thousandths: thousandths, hasUnits: false, isRough: false)
        if offset < text.count, let unit = SpokenDigit.unit(text[offset]), unit >= 100 {
            quantity.scale(by: unit)
        }
        return quantity
    }

    /// A comma between digits counts as -1.
    private static func arabicDigit(_ text: [Unicode.Scalar], at offset: Int) -> Int? {
        if text[offset].isDigit { return Int(text[offset].value) - 48 }
        let isGroup = text[offset] == "," && offset + 3 < text.count && text[(offset + 1)...(offset + 3)].allSatisfy(\.isDigit)
        return isGroup ? -1 : nil
    }

    /// `.5`, 点五, 点二五: up to three places.
    private static func takeFraction(_ text: [Unicode.Scalar], at point: Int, into thousandths: inout Int) -> Int {
        guard point + 1 < text.count, text[point] == "." || text[point] == "点", SpokenDigit.isDigit(text[point + 1])
        else { return point }
        var offset = point + 1
        var place = 100
        while offset < text.count, SpokenDigit.isDigit(text[offset]), let digit = SpokenDigit.value(text[offset]) {
            thousandths += digit * place
            place /= 10
            offset += 1
        }
        return offset
    }

    /// 三百二十, 两千零八, 一万二, 十八点五
    private static func spoken(_ text: [Unicode.Scalar], at start: Int) -> Quantity? {
        var reading = SpokenReading()
        var offset = start
        while offset < text.count, offset - start < 20, reading.take(text[offset]) { offset += 1 }
        guard reading.isAny else { return nil }
        var thousandths = reading.total * 1000
        offset = takeFraction(text, at: offset, into: &thousandths)
        var quantity = Quantity(range: start..<offset, thousandths: thousandths, hasUnits: reading.hasUnits, isRough: false)
        if offset < text.count, text[offset] == "万" || text[offset] == "亿", let unit = SpokenDigit.unit(text[offset]) {
            quantity.scale(by: unit)
        }
        return quantity
    }

    private mutating func scale(by unit: Int) {
        let (scaled, overflow) = self.thousandths.multipliedReportingOverflow(by: unit)
        guard !overflow else { return }
        self.thousandths = scaled
        self.range = self.range.lowerBound..<self.range.upperBound + 1
        self.hasUnits = true
    }

    /// 多, 来 and 几 after a round number make it rough.
    private mutating func takeTail(of text: [Unicode.Scalar]) {
        let end = self.range.upperBound
        guard end < text.count, self.hasUnits || self.whole >= 10, "多来几".unicodeScalars.contains(text[end]) else { return }
        self.isRough = true
        self.range = self.range.lowerBound..<end + 1
    }
}

/// Adds up a number as it is said, character by character.
private struct SpokenReading {
    private var sections = 0
    private var section = 0
    private var digit: Int?
    private var lastUnit = 1
    private var isShorthand = true
    private(set) var hasUnits = false
    private(set) var isAny = false

    /// A trailing digit counts in tenths of the last unit: 两千八 is 2800; after 零 it does not.
    var total: Int {
        guard let digit = self.digit else { return self.sections + self.section }
        let place = self.isShorthand && self.lastUnit > 10 ? self.lastUnit / 10 : 1
        return self.sections + self.section + digit * place
    }

    /// False when the character ends the number.
    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        if let unit = SpokenDigit.unit(scalar) { return self.take(unit: unit) }
        guard !scalar.isDigit, SpokenDigit.isDigit(scalar), let value = SpokenDigit.value(scalar) else { return false }
        if value == 0, self.hasUnits, self.digit == nil {
            self.isShorthand = false
            return true
        }
        guard self.digit == nil else { return false }
        self.digit = value
        self.isAny = true
        return true
    }

    private mutating func take(unit: Int) -> Bool {
        if unit >= 10_000 {
            guard self.isAny, self.sections == 0 else { return false }
            self.sections = (self.section + (self.digit ?? 0)) * unit
            self.section = 0
        } else {
            guard self.digit != nil || unit == 10, self.section == 0 || unit < self.lastUnit || self.lastUnit >= 10_000
            else { return false }
            self.section += (self.digit ?? 1) * unit
        }
        self.digit = nil
        self.lastUnit = unit
        self.isShorthand = true
        self.hasUnits = true
        self.isAny = true
        return true
    }
}
