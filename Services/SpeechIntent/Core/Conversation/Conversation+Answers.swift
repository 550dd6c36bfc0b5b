/// Knowledge: an answer comes from articles valid today and names them.
extension Conversation {
    mutating func answer(_ scenario: Scenario) {
        let intents = Set([state.task?.intent].compactMap { $0 } + scenario.intents)
        guard let article = best(of: state.task?.articles ?? [], for: state.task?.intent) ?? valid.first(where: { !intents.isDisjoint(with: $0.intents) }) else {
            return noArticle()
        }
        speak(article, state.task?.articles ?? [], "the article answers the intent")
        finishTask()
    }

    /// The best found article of the intent; else the first of the intent.
    private func best(of found: [RankedArticle], for intent: String?) -> Article? {
        let ofIntent = valid.filter { article in intent.map(article.intents.contains) ?? false }
        return found.lazy.compactMap { hit in ofIntent.first { $0.id == hit.id } }.first ?? ofIntent.first
    }

    private var valid: [Article] { pack.articles.filter { $0.isValid(on: today) } }

    private mutating func speak(_ article: Article, _ found: [RankedArticle], _ reason: String) {
        decided(.answer, reason, passages: ["\(article.id)@\(article.version)"])
        say(worded(found.first { $0.id == article.id }?.passage ?? article.body))
    }

    private mutating func noArticle() {
        say(Prompt.noArticle)
        handOver(.noKnowledge, "no article is valid today for the intent", announced: true)
    }

    /// No intent fits, but an article found by search speaks clearly to the question.
    mutating func answerFromSearch(_ utterance: HeardUtterance) -> Bool {
        guard state.question == .open || state.question == .anythingElse,
            let hit = utterance.articles.first, hit.score >= policy.knowledge, let article = valid.first(where: { $0.id == hit.id })
        else { return false }
        state.misunderstandings = 0
        speak(article, [hit], "no intent, but the article was found by search")
        askAnythingElse()
        return true
    }
}
