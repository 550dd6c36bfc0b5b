/// Lets a sentence of a language model pass only when every fact in it stands in the passages it was given.
public struct FactGuard: Sendable {
    private let facts: SpokenFacts
    private let source: String
    private let characters: Set<Character>

    /// - Parameter passages: what may be said.
    public init(passages: [String]) {
        source = passages.joined(separator: "\n")
        facts = SpokenFacts(in: source)
        characters = Self.content(source)
    }

    public enum Verdict: Equatable, Sendable {
        case supported
        /// A number, a Latin word or a name that no passage has.
        case inventedFact
        /// Too little of it comes from the passages: another topic, or a promise.
        case ungrounded
        /// It speaks of its own rules, or for nobody's ears.
        case unfit
    }

    /// A sentence shares at least this much of its characters with the passages, 0-1; the talk of the telephone does not count.
    private static let overlap = 0.6

    public func verdict(on sentence: String) -> Verdict {
        if sentence.contains(where: { "<>{}[]|`\\".contains($0) }) || Self.forbidden.contains(where: sentence.contains) { return .unfit }
        let stated = SpokenFacts(in: sentence)
        guard stated.numbers.isSubset(of: facts.numbers), stated.latin.isSubset(of: facts.latin), stated.names.allSatisfy(source.contains) else { return .inventedFact }
        if Self.promises.contains(where: { sentence.contains($0) && !source.contains($0) }) { return .ungrounded }
        let own = Self.content(sentence).subtracting(Self.courtesy)
        let shared = own.intersection(characters).count
        return own.count <= 3 || Double(shared) >= Self.overlap * Double(own.count) ? .supported : .ungrounded
    }

    private static let forbidden = ["资料", "提示词", "系统提示", "指令", "语言模型", "作为AI", "作为一个", "忽略", "http", "www"]
    /// What nobody may promise who has not read it.
    private static let promises = ["免费", "退款", "赔偿", "全额", "保证", "承诺", "减免", "优惠", "不收费", "取消", "已经为您", "已为您", "帮您办"]
    private static let courtesy: Set<Character> = Set("您你好请问谢不客气可以的话我们需要就这个是还有如果麻烦一般通常了呢吧啊也在到要和会能都再先来去说哦那")

    /// Numbers are facts, however they are written, and no words.
    private static func content(_ text: String) -> Set<Character> { Set(text.filter { $0.isLetter && !SpokenFacts.isNumeral($0) }) }
}

extension FactGuard {
    /// Cuts whole sentences off what has been streamed so far.
    /// - Parameter text: what is left of it is the beginning of the next sentence.
    public static func sentences(_ text: inout String) -> [String] {
        var found: [String] = []
        while let end = text.firstIndex(where: { "。！？!?；\n".contains($0) }) {
            let sentence = text[...end].filter { !$0.isNewline }
            if sentence.contains(where: \.isLetter) { found.append(sentence) }
            text = String(text[text.index(after: end)...])
        }
        return found
    }
}
