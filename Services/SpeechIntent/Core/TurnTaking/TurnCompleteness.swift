/// Whether words look like the end of what somebody wants to say.
public enum TurnCompleteness: Hashable, Sendable {
    case complete, ordinary, incomplete

    /// Judges the words heard so far.
    /// - Parameter digits: how many digits were asked for; nil when none.
    public init(of text: String, digits: Int? = nil) {
        let words = text.filter { !$0.isWhitespace && !"，。、！？,.!?".contains($0) }
        if words.isEmpty {
            self = .ordinary
        } else if let digits, let judged = Self.number(words, wanted: digits) {
            self = judged
        } else if Self.openEnds.contains(where: words.hasSuffix) {
            self = .incomplete
        } else if Self.replies.contains(words) || Self.closedEnds.contains(where: words.hasSuffix) {
            self = .complete
        } else {
            self = .ordinary
        }
    }

    private static func number(_ words: String, wanted: Int) -> TurnCompleteness? {
        let count = words.count { $0.isNumber || SpokenForm.digit(of: $0) != nil }
        guard count > 0 else { return nil }
        return count >= wanted ? .complete : .incomplete
    }

    /// Words after which more comes: fillers, conjunctions, and beginnings of a wish.
    private static let openEnds = [
        "嗯", "呃", "额", "那个", "这个", "就是", "就是说", "然后", "还有", "因为", "所以", "但是", "可是", "如果", "我想", "我要",
        "帮我", "我的", "和", "跟", "把", "给", "在", "或者", "而且", "地址是", "号码是", "电话是",
    ]
    private static let closedEnds = ["吗", "呢", "吧", "谢谢", "再见", "拜拜", "怎么办", "多少钱", "多少", "什么时候", "不了", "没有了"]
    private static let replies: Set<String> = ["对", "对的", "是", "是的", "好", "好的", "行", "可以", "没错", "不", "不是", "不对", "不用", "不要", "没有"]
}
