import Contracts
import SpeechIntentCore
import Vocabulary

/// One pack at work: it reads what was said and finds what is known.
public struct Industry: Sendable {
    public let name: PackName
    /// Changes when the pack's files do.
    public let version: String
    public let pack: Pack
    private let understanding: Understanding
    private let index: ArticleIndex
    private let embedder: (any Embedder)?

    /// - Parameter embedder: the one that made the understanding's vectors; nil when it has none.
    public init(name: PackName, version: String, pack: Pack, understanding: Understanding, index: ArticleIndex, embedder: (any Embedder)? = nil) {
        self.name = name
        self.version = version
        self.pack = pack
        self.understanding = understanding
        self.index = index
        self.embedder = embedder
    }

    /// How long the meaning of a sentence is waited for; without it words and sounds decide.
    static let patience = Duration.milliseconds(250)

    /// The meaning of what was recognised, by its words and its voice.
    func understand(_ recognition: Recognition, _ listening: Listening) async -> Recognised {
        let text = listening.before + recognition.text
        let voice = VoiceMeasure(listening.samples, characters: recognition.text.count)
        var context = listening.context
        context.voice = listening.baseline.tone(of: voice)
        var (understood, further, articles) = await read(text, context: context)
        understood.hear(recognition.emotion)
        var words = Recognised(text: text, confidence: recognition.confidence, understood: understood, articles: articles, compute: recognition.compute, voice: voice)
        words.further = further
        return words
    }

    func read(_ text: String, context: UnderstandingContext) async -> (Understood, [Upcoming], [RankedArticle]) {
        let (understood, further) = await meaning(of: text, context: context)
        let intent = understood.intent == Understood.outOfScope ? nil : understood.intent
        let hits = text.isEmpty ? [] : index.search(text, on: context.today, intent: intent)
        return (understood, further, hits.map { RankedArticle(id: $0.article, score: $0.score, passage: $0.passage) })
    }

    /// Of the whole, and of its parts when it may hold several requests.
    private func meaning(of text: String, context: UnderstandingContext) async -> (Understood, [Upcoming]) {
        let whole = await understood(text, context: context)
        let parts = SeveralRequests.parts(of: text)
        guard parts.count > 1 else { return (whole, []) }
        var read: [(text: String, understood: Understood)] = []
        for part in parts.prefix(4) { read.append((part, await understood(part, context: context))) }
        return SeveralRequests.combine(whole, read)
    }

    private func understood(_ text: String, context: UnderstandingContext) async -> Understood {
        let vector = text.isEmpty ? nil : try? await embedder?.embed(text, deadline: Self.patience)
        return understanding.understand(text, context: context, vector: vector)
    }

    func passages(for question: String, on day: CalendarDate, limit: Int) -> [SearchKnowledge.Passage] {
        index.search(question, on: day, limit: max(0, min(limit, 20))).map { hit in
            SearchKnowledge.Passage(article: hit.article, version: String(hit.version), title: pack.article(hit.article)?.title ?? "", text: hit.passage, score: hit.score)
        }
    }

    /// What is said in every call of this pack: worth having ready.
    var fixedPrompts: [String] {
        let profile = pack.profile
        let slots = pack.scenarios.flatMap(\.slots).filter(\.isRequired).flatMap { [$0.prompt] + $0.reprompts }
        let all =
            [profile.greeting, profile.farewell, profile.escalation.handOver, profile.escalation.soothing + profile.escalation.handOver, profile.repair.anythingElse]
            + profile.emergencies.map(\.instruction) + profile.repair.notHeard + profile.repair.notUnderstood + [profile.repair.outOfScope]
            + Prompt.all + pack.scenarios.compactMap(\.opening) + slots
        return all.filter { !$0.isEmpty && !$0.contains("{") }
    }
}
