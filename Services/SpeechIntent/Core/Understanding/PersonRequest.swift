/// The caller asks for a person, or complains about the people: that too is heard by one.
struct PersonRequest: Sendable {
    private let words: SoundList
    private let refusals = WordList("不要 不用 别 不想 不需要 无需 先不 没必要")

    init(_ table: HomophoneTable) {
        self.words = SoundList(
            "转人工 人工客服 人工服务 人工坐席 接人工 找人工 要人工 转客服 转坐席 真人客服 真人 活人 接客服 找客服 你们经理 你们领导 叫个人 找个人 换个人 来个人接 人工台 话务员 投诉你们 投诉客服 投诉平台 客服态度差 客服态度太差 客服态度非常差 客服态度恶劣", table: table)
    }

    enum Answer { case unsaid, wanted, refused }

    func answer(in text: [Unicode.Scalar]) -> Answer {
        guard let place = self.words.first(in: text) else { return .unsaid }
        return self.refusals.ends(text, before: place, gap: 1) ? .refused : .wanted
    }
}
