/// Several requests in one utterance: one after the other.
extension Conversation {
    /// Keeps what is to be served later; what a person must do comes last, since it ends our part.
    mutating func keepFurther(_ utterance: HeardUtterance) {
        let wanted = utterance.further.filter { further in
            pack.scenario(forIntent: further.understood.intent).map { $0.goal != .control && !$0.intents.contains(utterance.understood.intent) } ?? false
        }
        guard !wanted.isEmpty else { return }
        let all = state.upcoming + wanted
        state.upcoming = Array((all.filter { !isPersonsWork($0) } + all.filter(isPersonsWork)).prefix(3))
        for further in wanted where state.intents.count < 50 { state.intents.append(further.understood.intent) }
    }

    private func isPersonsWork(_ request: Upcoming) -> Bool {
        if case .handOver = pack.scenario(forIntent: request.understood.intent)?.goal { true } else { false }
    }

    /// Begins the next one.
    /// - Returns: false when there is none.
    mutating func beginUpcoming() -> Bool {
        guard !state.upcoming.isEmpty else { return false }
        let next = state.upcoming.removeFirst()
        guard let scenario = pack.scenario(forIntent: next.understood.intent) else { return beginUpcoming() }
        say("您刚才还说到\(pack.intent(named: next.understood.intent)?.gloss ?? scenario.title)。")
        let articles = pack.articles.filter { $0.intents.contains(next.understood.intent) }.map { RankedArticle(id: $0.id, score: 0.5) }
        let utterance = HeardUtterance(text: next.text, understood: next.understood, articles: articles)
        begin(scenario, intent: next.understood.intent, confidence: next.understood.confidence, from: utterance)
        return true
    }
}
