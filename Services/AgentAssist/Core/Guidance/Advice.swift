import Contracts
import Vocabulary

/// What speech-intent understood of what was said last, while people talk.
public struct Advice: Sendable, Hashable {
    /// The turn that it is about.
    public var line: EventID
    public var at: Timestamp
    public var intent: String?
    /// Best first.
    public var articles: [String]

    public init(line: EventID, at: Timestamp, _ answer: Advise.Answer) {
        (self.line, self.at) = (line, at)
        (intent, articles) = (answer.intent, answer.articles)
    }
}

/// What is worth asking about: the caller's newest turn; a short one with what the agent said before it, because 对，就是这个 says
/// nothing alone.
public struct AdviceQuestion: Sendable, Hashable {
    public var line: EventID
    public var at: Timestamp
    public var text: Masked<String>

    private static let short = 8, longest = 500

    /// - Returns: nil while nobody talks with the caller, or nothing was said since that can be read.
    init?(_ opened: OpenedContext) {
        let context = opened.context
        guard context.endedAt == nil, let connected = context.offers.values.first(where: { $0.state == .connected }), !connected.agent.value.isEmpty,
            let index = context.lines.lastIndex(where: { $0.party != .assistant }), let last = context.lines[...index].last(where: { $0.party == .caller }),
            let words = opened.texts[last.text]?.revealed
        else { return nil }
        let before = context.lines.prefix { $0.id != last.id }.last.flatMap { $0.party == .agent ? opened.texts[$0.text]?.revealed : nil }
        let whole = words.count < Self.short ? [before, words].compactMap { $0 }.joined(separator: "，") : words
        guard whole.count >= 2 else { return nil }
        (line, at, text) = (last.id, last.at, Masked(String(whole.suffix(Self.longest))))
    }
}
