import Contracts
import SpeechIntentCore

extension Industry {
    /// How many of a topic's phrases are worth sending: enough to practise on.
    private static let phrases = 12

    /// What the pack holds for people.
    var guide: PackGuide {
        PackGuide(
            version: version, title: pack.profile.title,
            scripts: pack.scripts.map { PackGuide.Script(id: $0.id, title: $0.title, intents: $0.intents, text: $0.text) },
            articles: pack.articles.map(Self.article), rules: pack.compliance.map(Self.rule), topics: pack.intents.filter { !$0.isCommon }.map(topic))
    }

    /// A person should not be led astray by a guess.
    private static let leastConfidence = 0.5

    func advice(on text: String, today: CalendarDate) async -> Advise.Answer {
        let (understood, _, articles) = await read(text, context: UnderstandingContext(today: today))
        let isSure = understood.confidence >= Self.leastConfidence && pack.intents.contains { $0.name == understood.intent && !$0.isCommon }
        return Advise.Answer(intent: isSure ? understood.intent : nil, confidence: understood.confidence, articles: articles.prefix(5).map(\.id))
    }

    private static func article(_ article: Article) -> PackGuide.Article {
        PackGuide.Article(
            id: article.id, version: article.version, title: article.title, text: article.body, questions: article.questions,
            from: article.effectiveFrom?.description, until: article.effectiveUntil?.description, source: article.source, intents: article.intents)
    }

    private static func rule(_ rule: ComplianceRule) -> PackGuide.Rule {
        PackGuide.Rule(id: rule.id, kind: rule.kind == .mustSay ? .mustSay : .mustNotSay, intents: rule.intents, words: rule.words, prompt: rule.prompt)
    }

    private func topic(_ intent: IntentDefinition) -> PackGuide.Topic {
        let slots = pack.scenario(forIntent: intent.name)?.slots.filter(\.isRequired) ?? []
        return PackGuide.Topic(
            intent: intent.name, gloss: intent.gloss, phrases: Array(intent.phrases.prefix(Self.phrases)),
            asks: slots.map { slot in
                guard case .choice(let choices) = slot.kind else { return PackGuide.Ask(name: slot.name, prompt: slot.prompt, choices: []) }
                return PackGuide.Ask(name: slot.name, prompt: slot.prompt, choices: choices.map(\.label))
            })
    }
}
