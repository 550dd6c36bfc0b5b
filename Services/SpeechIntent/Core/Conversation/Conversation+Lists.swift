/// "那第二个呢": what was read out as a list can be named by its place.
extension Conversation {
    /// - Parameter present: the one that was spoken of, if any.
    mutating func listed(_ items: [Listed], present: Int? = nil) {
        state.listed = Array(items.prefix(20))
        state.listedAt = present
    }

    /// The caller names one of the things just read out.
    mutating func answerReference(_ utterance: HeardUtterance) -> Bool {
        guard !state.listed.isEmpty, let reference = OrdinalReference(in: utterance.text), !isDigression(utterance),
            let place = reference.index(among: state.listed.count, after: state.listedAt)
        else { return false }
        state.misunderstandings = 0
        return take(state.listed[place], at: place)
    }

    private mutating func take(_ item: Listed, at place: Int) -> Bool {
        state.listedAt = place
        switch item {
        case .scenario(let name):
            guard let scenario = pack.scenario(named: name) else { return false }
            state.question = .open
            begin(scenario, intent: scenario.intents.first ?? name, confidence: 1, from: nil)
        case .choice(let value):
            guard case .slot(let name) = state.question, case .choice(let choices) = slot(name)?.kind, choices.contains(where: { $0.value == value }) else { return false }
            fillByVoice(name, value)
            advance()
        case .article(let id):
            guard let article = article(id) else { return false }
            read(article)
        case .words(let words):
            decided(.answer, "one of the things just said, again")
            say(words + "。")
        }
        return true
    }

    private mutating func read(_ article: Article) {
        decided(.answer, "the next article of those found", passages: ["\(article.id)@\(article.version)"])
        say(worded(article.body))
        askAnythingElse()
    }
}
