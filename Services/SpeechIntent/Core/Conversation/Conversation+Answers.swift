/// Knowledge: an answer comes from articles valid today and names them.
extension Conversation {
    mutating func answer(_ scenario: Scenario) {
        let intents = Set([state.task?.intent].compactMap { $0 } + scenario.intents)
        guard let article = best(of: state.task?.articles ?? [], for: state.task?.intent) ?? valid.first(where: { !intents.isDisjoint(with: $0.intents) }) else {
            return noArticle()
        }
        let others = valid.filter { other in other.id != article.id && !intents.isDisjoint(with: other.intents) }
        let text = passage(of: article, in: state.task?.articles ?? [])
        let repeats = state.answered.reversed().prefix { $0 == article.id }.count
        if repeats >= 2 { return nothingMore() }
        if compose([article] + others, fallback: text) { return }
        if repeats == 1 { say(Prompt.sameAgain) }
        speak(article, text, "the article answers the intent")
        if repeats == 1 { say(Prompt.askMore) }
        let parts = Listed.parts(of: text)
        listed(parts.isEmpty ? ([article] + others).map { .article($0.id) } : parts, present: parts.isEmpty ? 0 : nil)
        finishTask()
    }

    /// The best found article of the intent; else the first of the intent.
    private func best(of found: [RankedArticle], for intent: String?) -> Article? {
        let ofIntent = valid.filter { article in intent.map(article.intents.contains) ?? false }
        return found.lazy.compactMap { hit in ofIntent.first { $0.id == hit.id } }.first ?? ofIntent.first
    }

    var valid: [Article] { pack.articles.filter { $0.isValid(on: today) } }

    func article(_ id: String) -> Article? { valid.first { $0.id == id } }

    private func passage(of article: Article, in found: [RankedArticle]) -> String {
        worded(found.first { $0.id == article.id }?.passage ?? article.body)
    }

    mutating func speak(_ article: Article, _ text: String, _ reason: String) {
        decided(.answer, reason, passages: ["\(article.id)@\(article.version)"])
        state.answered = (state.answered + [article.id]).suffix(8)
        say(text)
    }

    /// The same article a third time in a row helps nobody.
    private mutating func nothingMore() {
        say(Prompt.nothingMore)
        handOver(.noKnowledge, "the same article was the answer three times in a row", announced: true)
    }

    private mutating func noArticle() {
        say(Prompt.noArticle)
        handOver(.noKnowledge, "no article is valid today for the intent", announced: true)
    }

    /// No intent fits, but an article found by search speaks clearly to the question.
    mutating func answerFromSearch(_ utterance: HeardUtterance) -> Bool {
        guard state.question == .open || state.question == .anythingElse,
            let hit = utterance.articles.first, let article = article(hit.id)
        else { return false }
        let text = passage(of: article, in: [hit])
        if hit.score >= policy.knowledgeDoubt, compose(utterance.articles.compactMap { self.article($0.id) }, fallback: hit.score >= policy.knowledge ? text : nil) { return true }
        guard hit.score >= policy.knowledge else { return false }
        state.misunderstandings = 0
        state.finishedTasks += 1
        speak(article, text, "no intent, but the article was found by search")
        listed(utterance.articles.map { .article($0.id) }, present: 0)
        askAnythingElse()
        return true
    }
}
