/// What is asked or corrected without naming the matter: it is the one that was spoken of last.
extension Conversation {
    mutating func answerFollowOn(_ utterance: HeardUtterance) -> Bool {
        if refersToNothing(utterance) { return true }
        let isOwnMatter = isRequest(utterance) && utterance.understood.confidence >= policy.digression
        guard let kind = FollowOn(in: utterance.text), !isOwnMatter else { return false }
        if let article = article(answering: kind) {
            state.misunderstandings = 0
            speak(article, worded(article.body), "a bare question about what was spoken of last")
            return askOn()
        }
        if isRequest(utterance) { return false }
        switch kind {
        case .hours: say("服务时间是\(pack.profile.hours)。")
        case .price where topic == nil: say(Prompt.whichFee)
        case .price: say(Prompt.noFee)
        case .duration where topic != nil: say(Prompt.noFee)
        case .place, .duration: return false
        }
        state.misunderstandings = 0
        decided(.answer, "a bare question: \(kind)")
        return askOn()
    }

    /// The question that was open stays so.
    private mutating func askOn() -> Bool {
        let question = questionAgain
        if !question.isEmpty { say(question) } else if state.answered.isEmpty { state.question = .open } else { askAnythingElse() }
        return true
    }

    /// The intent of the request in hand, else of the last one; not what the present words were taken for.
    private var topic: String? {
        if let task = state.task { return task.intent }
        let isPresent = present.map { accepts($0) && $0.understood.intent == state.intents.last } ?? false
        return isPresent ? state.intents.dropLast().last : state.intents.last
    }

    private func article(answering kind: FollowOn) -> Article? {
        guard kind != .hours, let topic, let scenario = pack.scenario(forIntent: topic), isRehearsal || rollout(of: scenario).serves(state.call) else { return nil }
        let own = valid.filter { $0.intents.contains(topic) && kind.isAnswered(by: $0.body) }
        return own.first { $0.id != state.answered.last } ?? own.first
    }

    /// "那第二个呢", where nothing was listed.
    private mutating func refersToNothing(_ utterance: HeardUtterance) -> Bool {
        let words = utterance.text.filter(\.isLetter)
        guard state.listed.allSatisfy({ if case .choice = $0 { true } else { false } }), OrdinalReference(in: utterance.text) != nil, words.count <= 6, words.hasPrefix("那") || words.hasSuffix("呢")
        else { return false }
        decided(.repair, "a reference to a list that was not read out")
        say(Prompt.nothingListed)
        return askOn()
    }

    // MARK: Corrections

    /// "不是三零一，是三零二", after it was done, or before anything was said.
    mutating func correctsFinished(_ utterance: HeardUtterance) -> Bool {
        guard state.task == nil, state.question == .open || state.question == .anythingElse, !isRequest(utterance),
            let correction = Correction(in: utterance.text), correction.wrong != nil
        else { return false }
        guard !state.ordered.isEmpty else {
            decided(.ask, "a correction of nothing that is known")
            state.question = .open
            say(Prompt.whichChange)
            return true
        }
        say("好的，是\(correction.right)。\(Prompt.changeByPerson)")
        handOver(.policy, "a correction of what was ordered already", announced: true)
        return true
    }
}
