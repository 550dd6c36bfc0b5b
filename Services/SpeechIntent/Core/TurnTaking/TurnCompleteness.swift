/// Whether words look like the end of what somebody wants to say.
public enum TurnCompleteness: Hashable, Sendable {
    case complete, ordinary, incomplete

    /// Judges the words heard so far.
    /// - Parameters:
    ///   - digits: how many digits were asked for; nil when none.
    ///   - expecting: what was asked for; nil when nothing particular.
    public init(of text: String, digits: Int? = nil, expecting: EntityType? = nil) {
        let words = text.filter { !$0.isWhitespace && !"，。、！？,.!?".contains($0) }
        if words.isEmpty {
            self = .ordinary
        } else if let digits, let judged = Self.number(words, wanted: digits) {
            self = judged
        } else if Self.wantsMore(words, expecting) {
            self = .incomplete
        } else if Self.replies.contains(words) || Self.closedEnds.contains(where: words.hasSuffix) {
            self = .complete
        } else {
            self = .ordinary
        }
    }

    private static func wantsMore(_ words: String, _ expecting: EntityType?) -> Bool {
        openEnds.contains(where: words.hasSuffix) || isOpenClause(words) || isHalfTelephone(words) || (expecting == .address && isHalfAddress(words))
    }

    private static func number(_ words: String, wanted: Int) -> TurnCompleteness? {
        let count = words.count { $0.isNumber || SpokenForm.digit(of: $0) != nil }
        guard count > 0 else { return nil }
        return count >= wanted ? .complete : .incomplete
    }

    /// A condition or a reason whose other half is still to come: "如果明天还不热".
    private static func isOpenClause(_ words: String) -> Bool {
        guard let opening = openings.first(where: words.hasPrefix) else { return false }
        let rest = words.dropFirst(opening.count)
        return !answers.contains { rest.contains($0) }
    }

    /// A mobile number that nobody asked for and that has begun: "我电话幺三八零零".
    private static func isHalfTelephone(_ words: String) -> Bool {
        let run = words.reversed().prefix { $0.isNumber || SpokenForm.digit(of: $0) != nil }.reversed()
        guard (3..<11).contains(run.count), let first = run.first, let second = run.dropFirst().first else { return false }
        return SpokenForm.figures(String(first)) == "1" && "3456789".contains(SpokenForm.figures(String(second)))
    }

    /// The room is still to come: "阳光小区三号楼".
    private static func isHalfAddress(_ words: String) -> Bool {
        ["区", "路", "街", "道", "巷", "弄", "栋", "幢", "楼", "单元", "层", "苑", "园", "村"].contains(where: words.hasSuffix)
    }

    /// Words after which more comes: fillers, conjunctions, and beginnings of a wish.
    private static let openEnds = [
        "嗯", "呃", "额", "那个", "这个", "就是", "就是说", "然后", "还有", "因为", "所以", "但是", "可是", "如果", "我想", "我要",
        "帮我", "我的", "和", "跟", "把", "给", "在", "或者", "而且", "地址是", "号码是", "电话是", "想问一下", "问一下", "另外", "还要", "以及",
        "比如说", "比如", "等一下", "我看看", "我看一下", "我找一下", "叫什么来着", "怎么说呢",
    ]
    private static let openings = ["如果", "要是", "假如", "因为", "由于", "虽然", "既然", "除非", "万一", "只要", "等到"]
    /// What stands in the other half of such a sentence.
    private static let answers = ["就", "那", "怎么", "能", "可以", "会", "所以", "但", "可是", "要", "得", "才", "也", "吗", "呢", "咋", "什么", "多少", "请", "想", "帮"]
    private static let closedEnds = [
        "吗", "呢", "吧", "谢谢", "再见", "拜拜", "怎么办", "多少钱", "多少", "什么时候", "不了", "没有了", "是不是", "行不行", "可不可以", "对不对", "为什么", "咋办", "怎么回事",
        "么", "没了", "就这样", "就这些",
    ]
    private static let replies: Set<String> = ["对", "对的", "是", "是的", "好", "好的", "行", "可以", "没错", "不", "不是", "不对", "不用", "不要", "没有"]
}
