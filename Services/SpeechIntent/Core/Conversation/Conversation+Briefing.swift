import Contracts

/// What the assistant says when a person has picked up.
public struct HandOverBriefing: Codable, Equatable, Sendable {
    /// To the person alone, while the caller hears that the phone rings: a few seconds.
    public var toAgent: String
    /// To both; then the assistant is out.
    public var toBoth: String

    public init(toAgent: String, toBoth: String) {
        self.toAgent = toAgent
        self.toBoth = toBoth
    }
}

extension Conversation {
    /// Who calls, what about, why a person, and how they are: what must be known before the first word. Numbers and addresses are
    /// on the screen. Nil where the pack has no word of introduction.
    func briefing(for reason: HandOverReason) -> HandOverBriefing? {
        let introduction = pack.profile.escalation.introduction
        guard !introduction.isEmpty else { return nil }
        let who = state.customer.map(\.name.revealed) ?? "来电人"
        let parts = ["\(who)来电", matter, reason == .anger ? nil : Self.words(of: reason), isAngry(for: reason) ? "情绪激动" : nil, state.isElderly ? "是位老人" : nil]
        return HandOverBriefing(toAgent: parts.compactMap(\.self).joined(separator: "，") + "。", toBoth: worded(introduction))
    }

    /// What the caller wants, in the pack's words.
    var matter: String? { matterIntent.flatMap { pack.intent(named: $0)?.gloss } ?? scenario?.title }

    /// The newest that says what it is about.
    var matterIntent: String? {
        [state.task?.intent, present?.understood.intent, state.intents.last].compactMap { $0 }.first { pack.intent(named: $0)?.isCommon == false }
    }

    private func isAngry(for reason: HandOverReason) -> Bool { reason == .anger || state.peakAnger >= pack.profile.escalation.anger }

    private static func words(of reason: HandOverReason) -> String? {
        switch reason {
        case .asked: "要求人工"
        case .anger: nil
        case .complexity: "情况比较复杂"
        case .misunderstanding: "没有听懂"
        case .noKnowledge: "没有查到答案"
        case .emergency: "情况紧急"
        case .actionFailed: "系统没有办成"
        case .policy: nil
        }
    }
}
