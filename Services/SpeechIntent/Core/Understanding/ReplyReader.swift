/// Whether an utterance says yes, says no, or merely shows that the caller listens.
enum ReplyReader {
    private static let backchannels = WordList("嗯嗯 嗯 哦 噢 喔 啊 诶 唉 哎 对 对对 是 是是 好 好好 行 呃 额 这样啊 是吗 哦哦 知道 明白")
    private static let denials = WordList("不是 不对 不用 不要 不行 不可以 不需要 不同意 不确认 不必 不了 不 没有 没 错了 错 别 算了 先不 先别 说错了 甭 否 取消")
    private static let assents = WordList(
        "是的 是我 是啊 是呀 对的 对对 对 没错 没问题 没毛病 好的 好嘞 好啊 好吧 好 可以 行 成 中 嗯 恩 确认 确定 同意 当然 要 需要 正确 是 办吧 就这样 就按 ok 妥 得 麻烦你")
    private static let questions = WordList("是不是 对不对 好不好 行不行 可不可以 要不要 好像 好几 对了 要是 是吗 行吗 可以吗 好吗 怎么 什么 多少 哪 为什么 为啥 吗 呢")
    private static let fillers: Set<Unicode.Scalar> = Set("啊呀吧呢哦噢嗯的了嘛哈，。、,.！!？? ~…".unicodeScalars)

    /// - Parameter isAsked: the assistant has just asked a yes-or-no question, so the first word decides.
    static func reply(in text: [Unicode.Scalar], isAsked: Bool) -> Understood.Reply {
        let words = Array(text.drop { $0 == " " || $0 == "，" || $0 == "," })
        guard !words.isEmpty else { return .none }
        if !isAsked, self.isOnly(self.backchannels, words), words.count <= 4 { return .backchannel }
        guard isAsked || words.count <= 8, !self.questions.isIn(words) else { return .none }
        if self.isLed(by: self.denials, words, isAsked) { return .deny }
        if self.isLed(by: self.assents, words, isAsked) { return .affirm }
        return .none
    }

    private static func isLed(by list: WordList, _ words: [Unicode.Scalar], _ isAsked: Bool) -> Bool {
        let start = words.firstIndex { !self.fillers.contains($0) || $0 == "嗯" } ?? 0
        guard let length = list.length(words, at: start) else { return false }
        return isAsked || length >= 2 || self.isOnly(list, Array(words[start...]))
    }

    /// Nothing but words of the list and fillers.
    private static func isOnly(_ list: WordList, _ words: [Unicode.Scalar]) -> Bool {
        var offset = 0
        var isAny = false
        while offset < words.count {
            if let length = list.length(words, at: offset) {
                offset += length
                isAny = true
            } else if self.fillers.contains(words[offset]) {
                offset += 1
            } else {
                return false
            }
        }
        return isAny
    }
}
