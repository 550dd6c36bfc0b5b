/// Things with a shape of their own: plates, e-mail addresses, sizes, companies.
enum PatternReader {
    typealias Candidate = EntityReader.Candidate

    static func candidates(in text: [Unicode.Scalar]) -> [Candidate] {
        var found: [Candidate] = []
        for offset in text.indices {
            if let plate = self.plate(text, at: offset) { found.append(plate) }
            if text[offset] == "@", let email = self.email(text, at: offset) { found.append(email) }
            if let size = self.size(text, at: offset) { found.append(size) }
            if let company = self.company(text, endingAt: offset) { found.append(company) }
        }
        return found
    }

    private static func make(_ type: EntityType, _ text: [Unicode.Scalar], _ range: Range<Int>, upper: Bool, rank: Int) -> Candidate {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: text[range])
        let value = upper ? String(view).uppercased() : String(view)
        return Candidate(type: type, range: range, value: value, rank: rank)
    }

    private static let provinces: Set<Unicode.Scalar> = Set("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼".unicodeScalars)

    /// 京A12345, 鲁B幺二三四五 (GA 36: a province, a letter, five or six letters and digits)
    private static func plate(_ text: [Unicode.Scalar], at offset: Int) -> Candidate? {
        guard self.provinces.contains(text[offset]), offset + 6 < text.count, text[offset + 1].isLatin,
            let run = DigitRun.read(text, at: offset + 2, letters: true), (5...6).contains(run.value.count), run.digits >= 2
        else { return nil }
        let value = String(text[offset]) + String(text[offset + 1]).uppercased() + run.value
        return Candidate(type: .plate, range: offset..<run.range.upperBound, value: value, rank: EntityRank.certain)
    }

    private static func email(_ text: [Unicode.Scalar], at sign: Int) -> Candidate? {
        func isPart(_ scalar: Unicode.Scalar) -> Bool { scalar.isLatin || scalar.isDigit || scalar == "." || scalar == "_" || scalar == "-" }
        var start = sign
        while start > 0, isPart(text[start - 1]) { start -= 1 }
        var end = sign + 1
        while end < text.count, isPart(text[end]) { end += 1 }
        while end > sign + 1, text[end - 1] == "." { end -= 1 }
        guard start < sign, text[(sign + 1)..<end].contains(".") else { return nil }
        return self.make(.email, text, start..<end, upper: false, rank: EntityRank.certain)
    }

    private static let sizes = WordList("xxxl xxl xl xs s m l 均 加大 加小 大 小 中 特大")

    /// M码, XL, 四十二码
    private static func size(_ text: [Unicode.Scalar], at offset: Int) -> Candidate? {
        if let length = self.sizes.length(text, at: offset), offset == 0 || !text[offset - 1].isLatin {
            let end = offset + length
            let isLetter = text[offset].isLatin
            let next = end < text.count ? text[end] : nil
            if next == "码" || (isLetter && next == "号") {
                return self.make(.size, text, offset..<end + 1, upper: true, rank: EntityRank.unit)
            }
            if isLetter, length >= 2, next.map({ !$0.isLatin && !$0.isDigit }) ?? true {
                return self.make(.size, text, offset..<end, upper: true, rank: EntityRank.shape)
            }
        }
        guard offset == 0 || !SpokenDigit.isDigit(text[offset - 1]), let number = Quantity.read(text, at: offset),
            (20...60).contains(number.whole), number.range.upperBound < text.count, text[number.range.upperBound] == "码"
        else { return nil }
        return Candidate(type: .size, range: offset..<number.range.upperBound + 1, value: number.value, rank: EntityRank.unit)
    }

    private static let companySuffixes = WordList("有限公司 有限责任公司 集团 股份公司")
    private static let stops: Set<Unicode.Scalar> = Set("我你他们是在到从的了给把叫开票抬头写成换改为，。、, ".unicodeScalars)

    private static func company(_ text: [Unicode.Scalar], endingAt offset: Int) -> Candidate? {
        guard let length = self.companySuffixes.length(text, at: offset) else { return nil }
        var start = offset
        while start > 0, offset - start < 16, text[start - 1].isHan, !self.stops.contains(text[start - 1]) { start -= 1 }
        guard offset - start >= 2 else { return nil }
        return self.make(.company, text, start..<offset + length, upper: false, rank: EntityRank.unit)
    }
}
