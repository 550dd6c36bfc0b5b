/// Places: 阳光小区三号楼二单元五零一, 建设路八十八号, 北京市朝阳区.
///
/// Parts are found by what they end with and joined when they touch.
enum AddressReader {
    typealias Candidate = EntityReader.Candidate

    private struct Part {
        var range: Range<Int>
        var value: String
        /// Numbered parts (3号楼) need no name before them.
        var isNumbered: Bool
    }

    static func candidates(in text: [Unicode.Scalar], isExpected: Bool) -> [Candidate] {
        var found: [Candidate] = []
        var parts: [Part] = []
        var offset = 0
        while offset < text.count {
            guard let part = self.numbered(text, at: offset, follows: parts.last) ?? self.named(text, endingAt: offset, after: parts.last)
            else {
                offset += 1
                continue
            }
            if let last = parts.last, !self.joins(last, part, in: text) {
                found += self.candidate(parts, in: text, isExpected: isExpected)
                parts = []
            }
            parts.append(part)
            offset = part.range.upperBound
        }
        return found + self.candidate(parts, in: text, isExpected: isExpected)
    }

    private static func candidate(_ parts: [Part], in text: [Unicode.Scalar], isExpected: Bool) -> [Candidate] {
        guard let first = parts.first, let last = parts.last else { return [] }
        let end = last.range.upperBound
        let crossing = last.isNumbered ? 0 : self.crossings.length(text, at: end) ?? 0
        return [
            Candidate(
                type: .address, range: first.range.lowerBound..<end + crossing, value: parts.map(\.value).joined(),
                rank: isExpected ? EntityRank.cue : EntityRank.phrase)
        ]
    }

    /// Touching, or with a comma or 的 between.
    private static func joins(_ left: Part, _ right: Part, in text: [Unicode.Scalar]) -> Bool {
        let gap = text[left.range.upperBound..<max(left.range.upperBound, right.range.lowerBound)]
        if gap.count == 1, "和与跟".unicodeScalars.contains(gap[gap.startIndex]) {
            return !left.isNumbered && !right.isNumbered && self.crossings.length(text, at: right.range.upperBound) != nil
        }
        return gap.isEmpty || (gap.count == 1 && gap.allSatisfy { "，,的 、".unicodeScalars.contains($0) })
    }

    /// 人民路和解放街交叉口: where two roads meet.
    private static let crossings = WordList("交叉口 交叉路口 交汇处 交汇口 交界处 十字路口 丁字路口 路口 交口")

    // MARK: 三号楼, 二单元, 五零一室

    private static let units = WordList("号楼 号院 号 栋 幢 座 单元 门 楼 层 室 弄 号房 组 期")
    private static let blocks = WordList("号楼 号院 栋 幢 单元 号房 弄")

    private static func numbered(_ text: [Unicode.Scalar], at start: Int, follows last: Part?) -> Part? {
        guard start == 0 || !SpokenDigit.isDigit(text[start - 1]), let number = self.number(text, at: start) else { return nil }
        let touches = last?.range.upperBound == start
        if let length = self.units.length(text, at: number.end) {
            let isBlock = self.blocks.length(text, at: number.end) != nil
            guard isBlock || touches else { return nil }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: text[number.end..<number.end + length])
            return Part(range: start..<number.end + length, value: number.value + String(view), isNumbered: true)
        }
        // 二单元五零一: the room without 室.
        guard touches, let last, last.isNumbered, (3...4).contains(number.value.count) else { return nil }
        return Part(range: start..<number.end, value: number.value, isNumbered: true)
    }

    private static func number(_ text: [Unicode.Scalar], at start: Int) -> (value: String, end: Int)? {
        if let quantity = Quantity.read(text, at: start), quantity.hasUnits, !quantity.isRough, quantity.thousandths % 1000 == 0 {
            return (quantity.value, quantity.range.upperBound)
        }
        if let run = DigitRun.read(text, at: start, letters: false), run.digits <= 5 { return (run.value, run.range.upperBound) }
        // A栋, b座
        guard text[start].isLatin, start + 1 < text.count, "栋座幢".unicodeScalars.contains(text[start + 1]) else { return nil }
        return (String(text[start]).uppercased(), start + 1)
    }

    // MARK: 阳光小区, 建设路, 朝阳区

    private static let suffixes = WordList(
        "小区 花园 家园 公寓 新村 社区 嘉园 名都 广场 大厦 雅苑 佳苑 苑 新城 国际城 华府 府邸 府 庄园 街道 大街 大道 路 街 胡同 巷 省 市 区 县 镇 乡 村 家属院 宿舍 校区")
    /// Words that a name does not begin with.
    private static let stops: Set<Unicode.Scalar> = Set(
        "我你他她它们咱俺是在住到从去来了着的得给把被送寄改换成地址家这那哪个有没不也都就还说叫请问帮查看一下吧呢吗啊，。、,. ！？就想要您和跟或离整全这公片老旧新同本某每外网线条出上".unicodeScalars)
    private static let noNames = WordList(
        "马路 线路 电路 管路 水路 道路 网路 门路 套路 思路 走路 短路 铁路 公路 一路 半路 路路 回路 支路 市区 片区 地区 小区 社区 城区 城市 超市 上市 小市 门市 村 街 上街 大街 区 市 县 路 镇 乡 省 节省 府 政府 苑 广场 花园 公寓 宿舍 家园")

    private static let times = WordList("天天 每天 整天 白天 半夜 夜里 晚上 早上 凌晨 昨晚 昨天 今天 最近 老是 总是 一直 经常 从来")

    /// The named part whose ending starts at this offset.
    private static func named(_ text: [Unicode.Scalar], endingAt offset: Int, after last: Part?) -> Part? {
        guard let length = self.suffixes.length(text, at: offset), offset > 0 else { return nil }
        let floor = max(last?.range.upperBound ?? 0, offset - 6)
        var start = offset
        while start > floor, !self.stops.contains(text[start - 1]), text[start - 1].isHan || text[start - 1].isLatin { start -= 1 }
        // 天天半夜小区里吵: what is said of the time belongs to no name.
        for place in start..<offset { if let time = self.times.length(text, at: place), place + time <= offset { start = place + time } }
        let end = offset + length
        guard offset - start >= (length > 1 ? 2 : 1), offset - start + length >= 3 || self.isPlace(text, start, end) else { return nil }
        if let plain = self.noNames.length(text, at: end - 2), plain == 2, offset - start < 2 { return nil }
        if self.isNoPlace(text, start, end) { return nil }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: text[start..<end])
        return Part(range: start..<end, value: String(view), isNumbered: false)
    }

    private static let provinces = WordList("北京市 上海市 天津市 重庆市")

    private static func isPlace(_ text: [Unicode.Scalar], _ start: Int, _ end: Int) -> Bool {
        self.provinces.length(text, at: start) == end - start
    }

    private static let actions = WordList(
        "管道 暖气 供暖 供热 热力 快递 物流 发货 线路 维修 电话 缴费 停暖 抢修 漏水 马路 回路 市区 片区 超市 道路 思路 半路 走 跑 修 塌 门市 政府")

    private static func isNoPlace(_ text: [Unicode.Scalar], _ start: Int, _ end: Int) -> Bool {
        self.actions.isIn(Array(text[start..<end]))
    }
}
