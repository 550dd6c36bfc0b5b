/// Times of day: 下午两点半, 晚上八点十五, 14:30, 三点一刻. A part of the day alone is an interval, `12:00-18:00`.
enum TimeReader {
    typealias Candidate = EntityReader.Candidate

    private enum Half { case morning, noon, afternoon, night }

    private struct Part: Sendable {
        var half: Half
        var interval: String
    }

    private static let parts = Lexicon<Part>([
        ("凌晨", Part(half: .morning, interval: "00:00-06:00")), ("清早", Part(half: .morning, interval: "06:00-09:00")),
        ("早上", Part(half: .morning, interval: "06:00-09:00")), ("早晨", Part(half: .morning, interval: "06:00-09:00")),
        ("上午", Part(half: .morning, interval: "08:00-12:00")), ("中午", Part(half: .noon, interval: "11:00-13:00")),
        ("下午", Part(half: .afternoon, interval: "12:00-18:00")), ("午后", Part(half: .afternoon, interval: "12:00-18:00")),
        ("傍晚", Part(half: .afternoon, interval: "17:00-19:00")), ("晚上", Part(half: .night, interval: "18:00-22:00")),
        ("夜里", Part(half: .night, interval: "22:00-06:00")), ("半夜", Part(half: .night, interval: "22:00-06:00")),
        ("晚", Part(half: .night, interval: "18:00-22:00")),
    ])

    static func candidates(in text: [Unicode.Scalar]) -> [Candidate] {
        var found: [Candidate] = []
        var half: Half?
        var offset = 0
        while offset < text.count {
            let part = self.parts.match(text, at: offset)
            let clock = offset + (part?.length ?? 0)
            if let time = self.clock(text, at: clock, half: part?.meaning.half ?? half) {
                half = part?.meaning.half ?? half
                found.append(Candidate(type: .time, range: offset..<time.end, value: time.value, rank: EntityRank.phrase))
                offset = time.end
            } else if let part, part.length > 1 {
                found.append(
                    Candidate(type: .time, range: offset..<clock, value: part.meaning.interval, rank: EntityRank.shape))
                offset = clock
            } else {
                offset += 1
            }
        }
        return found
    }

    private static func clock(_ text: [Unicode.Scalar], at start: Int, half: Half?) -> (end: Int, value: String)? {
        guard let number = self.hour(text, at: start) else { return nil }
        var offset = number.end
        guard offset < text.count else { return nil }
        var minute = 0
        if text[offset] == ":" {
            guard let read = self.twoDigits(text, at: offset + 1) else { return nil }
            minute = read
            offset += 3
        } else {
            guard text[offset] == "点" || text[offset] == "时", !self.isNoTime(text, after: offset + 1, half: half) else { return nil }
            (offset, minute) = self.minute(text, at: offset + 1)
        }
        guard (0...24).contains(number.value), (0...59).contains(minute) else { return nil }
        return (offset, self.format(self.hour(number.value, half), minute))
    }

    /// The hour without 点 swallowed as a decimal point (两点五 would be 2.5).
    private static func hour(_ text: [Unicode.Scalar], at start: Int) -> (value: Int, end: Int)? {
        guard start < text.count, start == 0 || !(SpokenDigit.isDigit(text[start - 1]) || SpokenDigit.isUnit(text[start - 1])) else { return nil }
        let end = text[start...].firstIndex { $0 == "点" || $0 == "时" || $0 == ":" } ?? text.count
        guard end > start, end - start <= 3, let number = Quantity.read(Array(text[start..<end]), at: 0),
            number.range.upperBound == end - start
        else { return nil }
        return (number.whole, end)
    }

    /// 一点也不热, 有点: no time. 一点 alone needs a part of the day.
    private static func isNoTime(_ text: [Unicode.Scalar], after offset: Int, half: Half?) -> Bool {
        guard offset >= 2, text[offset - 2] == "一", offset < 3 || text[offset - 3] != "十" else { return false }
        return half == nil
    }

    private static let ends = Lexicon<Int>([("半", 30), ("一刻", 15), ("三刻", 45), ("整", 0), ("钟", 0), ("多", 0), ("左右", 0)])

    private static func minute(_ text: [Unicode.Scalar], at start: Int) -> (end: Int, minute: Int) {
        if let word = self.ends.match(text, at: start) { return (start + word.length, word.meaning) }
        var offset = start
        if offset < text.count, text[offset] == "零" || text[offset] == "过" { offset += 1 }
        guard let number = Quantity.read(text, at: offset), number.range.count <= 3, (1...59).contains(number.whole) else {
            return (start, 0)
        }
        let end = number.range.upperBound
        if end < text.count, text[end] == "分" { return (end + 1, number.whole) }
        // 八点十五 is a time; 两点三个人 is not.
        return number.whole >= 5 && (end >= text.count || !"个天块度平号".unicodeScalars.contains(text[end]))
            ? (end, number.whole) : (start, 0)
    }

    private static func twoDigits(_ text: [Unicode.Scalar], at start: Int) -> Int? {
        guard start + 1 < text.count, text[start].isDigit, text[start + 1].isDigit else { return nil }
        return Int(text[start].value - 48) * 10 + Int(text[start + 1].value - 48)
    }

    private static func hour(_ hour: Int, _ half: Half?) -> Int {
        switch half {
        case .afternoon where hour < 12, .night where (5..<12).contains(hour): hour + 12
        case .noon where hour < 5: hour + 12
        default: hour == 24 ? 0 : hour
        }
    }

    private static func format(_ hour: Int, _ minute: Int) -> String {
        (hour < 10 ? "0" : "") + String(hour) + ":" + (minute < 10 ? "0" : "") + String(minute)
    }
}
