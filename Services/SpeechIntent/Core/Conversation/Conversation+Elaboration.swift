/// More about the matter in hand, where a yes or a no was asked for.
extension Conversation {
    /// "厨房", while a repair is being confirmed: noted, and the yes is asked for again.
    mutating func elaborated(_ utterance: HeardUtterance) -> Bool {
        if utterance.asks, isBeside(utterance) { return askedBeforeYes(utterance) }
        guard isBeside(utterance), utterance.text.count { $0.isLetter || $0.isNumber } >= 2, let name = scenario?.slots.first(where: { $0.kind == .text && !$0.isRequired })?.name,
            !utterance.doesNotKnow
        else {
            return askedForYes(utterance)
        }
        let former = state.task?.slots[name]?.value
        let value = [former, utterance.text].compactMap { $0 }.joined(separator: "，")
        let notes = state.task?.notes ?? 0
        guard value.count <= Self.longestDescription, notes <= Prompt.notedMore.count, former?.contains(utterance.text) != true else { return askedForYes(utterance) }
        state.task?.slots[name] = SlotValue(value: value, spoken: value, origin: .voice, isConfirmed: true)
        state.misunderstandings = 0
        decided(.confirm, "more about the matter was noted; the yes is still wanted")
        state.task?.notes = notes + 1
        say(notes == 0 ? Prompt.noted : Prompt.notedMore[notes - 1])
        return true
    }

    /// "多久能拿" before the yes was said, and nothing here answers it: said so, once.
    private mutating func askedBeforeYes(_ utterance: HeardUtterance) -> Bool {
        guard state.question == .confirmation, !state.repairs.contains(Prompt.afterwards) else { return askedForYes(utterance) }
        decided(.repair, "a question before the yes that nothing here answers")
        state.repairs = (state.repairs + [Prompt.afterwards]).suffix(24)
        say(Prompt.afterwards)
        return true
    }

    /// Neither a yes nor a no nor another matter: the question is put more plainly, once.
    mutating func askedForYes(_ utterance: HeardUtterance) -> Bool {
        guard isBeside(utterance), state.misunderstandings == 0 else { return false }
        state.misunderstandings = 1
        decided(.repair, "neither a yes nor a no")
        say(state.question == .confirmation ? Prompt.yesOrNoToThis : Prompt.yesOrNoToOffer)
        if state.usesKeypad { say(Prompt.yesOrNo) }
        return true
    }

    private static let longestDescription = 200

    /// Heard, and not clearly about anything else.
    private func isBeside(_ utterance: HeardUtterance) -> Bool {
        guard !utterance.isEmpty, utterance.confidence >= policy.audible, !isRequest(utterance) || repeatsTask(utterance), !isControl(utterance) else { return false }
        return utterance.articles.first.map { $0.score < policy.knowledge } ?? true
    }

    private func repeatsTask(_ utterance: HeardUtterance) -> Bool { utterance.understood.intent == state.task?.intent }
}
