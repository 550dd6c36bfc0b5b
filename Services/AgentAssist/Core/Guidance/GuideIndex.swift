import Contracts

/// Finds what helps with what is being said, in one pack: the rarer the words that a text shares with the caller, the better
/// it fits, and what is about the caller's intent comes first.
public struct GuideIndex: Sendable {
    /// What is asked: what the caller said, the last first, and what the agent has said already.
    public struct Question: Sendable {
        public var heard: [String]
        public var said: [String]
        public var intent: String?
        /// How many of the caller's turns came after the intent was decided: it counts less with each.
        public var turnsSince: Int
        /// What speech-intent finds for what was said last, best first.
        public var articles: [String]
        /// `yyyy-MM-dd`; what is not valid on it is not offered.
        public var today: String
        public init(heard: [String], said: [String] = [], intent: String? = nil, turnsSince: Int = 0, articles: [String] = [], today: String) {
            self.heard = heard
            self.said = said
            self.intent = intent
            self.turnsSince = turnsSince
            self.articles = articles
            self.today = today
        }
    }

    private struct Entry: Sendable {
        var guide: Guide
        var intents: [String]
        var from: String?
        /// The title and other ways to ask for it; the body.
        var name: CharacterPairs
        var body: CharacterPairs
    }

    public let guide: PackGuide
    private var entries: [Entry] = []
    private var counts: [CharacterPairs.Pair: Int] = [:]

    /// Words in a title say more than words in a text; what was said just now says more than what was said before.
    private static let nameWeight = 2.0, fading = 0.35, heardLines = 4
    /// What being about the intent is worth at first; what being found first by meaning is; and how many shared pairs make half a certainty.
    private static let intentWorth = 0.4, foundWorth = 0.35, halfSure = 2.0
    /// A text that shares less than this with what was said has nothing to do with it.
    private static let least = 0.06
    /// So much of a script in one of the agent's turns means that it was said.
    private static let saidShare = 0.6

    public init(_ guide: PackGuide) {
        self.guide = guide
        entries =
            guide.scripts.map { Entry(guide: Guide($0, ground: .general, fit: 0), intents: $0.intents, from: nil, name: CharacterPairs($0.title), body: CharacterPairs($0.text)) }
            + guide.articles.map { article in
                let name = CharacterPairs(([article.title] + article.questions).joined(separator: "\n"))
                return Entry(guide: Guide(article, ground: .words, fit: 0), intents: article.intents, from: article.from, name: name, body: CharacterPairs(article.text))
            }
        for entry in entries { for pair in entry.name.pairs.union(entry.body.pairs) { counts[pair, default: 0] += 1 } }
    }

    /// The best first, at most `limit`, and of each kind at least one where there is one that fits.
    public func rank(_ question: Question, limit: Int = 6) -> [Guide] {
        let weights = self.weights(of: question.heard), scale = max(weights.values.reduce(0, +), 1e-9)
        let bonus = Self.intentWorth / Double(1 + max(0, question.turnsSince)), said = question.said.map(CharacterPairs.init)
        var fitting: [(Guide, Double)] = []
        for entry in entries where isValid(entry, on: question.today) && !said.contains(where: { entry.guide.kind == .script && entry.body.share(in: $0) >= Self.saidShare }) {
            let isAbout = question.intent.map(entry.intents.contains) ?? false, share = score(entry, weights, scale)
            let found = entry.guide.kind == .article ? question.articles.firstIndex(of: entry.guide.id) : nil
            let foundBonus = found.map { Self.foundWorth / Double(1 + $0) } ?? 0
            guard let fit = Self.fit(share, bonus: max(isAbout ? bonus : 0, foundBonus), isGeneral: entry.guide.kind == .script && entry.intents.isEmpty) else { continue }
            var guide = entry.guide
            guide.ground = isAbout ? .intent : share >= Self.least || foundBonus > 0 ? .words : .general
            guide.fit = Int((100 * fit).rounded())
            fitting.append((guide, fit))
        }
        let sorted = fitting.sorted { ($0.1, $1.0.id) > ($1.1, $0.0.id) }.map(\.0)
        return Self.mixed(sorted, limit)
    }

    /// The gloss of an intent: 全屋不热.
    public func gloss(of intent: String) -> String? { guide.topics.first { $0.intent == intent }?.gloss }

    private func isValid(_ entry: Entry, on day: String) -> Bool {
        (entry.from.map { $0 <= day } ?? true) && (entry.guide.validUntil.map { day <= $0 } ?? true)
    }

    private func weights(of heard: [String]) -> [CharacterPairs.Pair: Double] {
        var weights: [CharacterPairs.Pair: Double] = [:], influence = 1.0
        for text in heard.prefix(Self.heardLines) {
            for pair in CharacterPairs(text).pairs { weights[pair] = max(weights[pair] ?? 0, influence * rarity(pair)) }
            influence *= Self.fading
        }
        return weights
    }

    /// 1 for a pair in one text, falling towards 0 for one in all; a pair in none counts half, so that the fit stays a share.
    private func rarity(_ pair: CharacterPairs.Pair) -> Double {
        guard let count = counts[pair] else { return 0.5 }
        return 1 - Double(count - 1) / Double(max(entries.count, 1))
    }

    /// 0-1: how much of what was said the entry speaks of, and how sure that is: one shared pair may be chance.
    private func score(_ entry: Entry, _ weights: [CharacterPairs.Pair: Double], _ scale: Double) -> Double {
        var sum = 0.0, shared = 0.0
        for (pair, weight) in weights {
            let isNamed = entry.name.pairs.contains(pair)
            guard isNamed || entry.body.pairs.contains(pair) else { continue }
            sum += isNamed ? weight * Self.nameWeight : weight
            shared += 1
        }
        return min(1, sum / scale) * shared / (shared + Self.halfSure)
    }

    /// Nil when it has nothing to do with what was said.
    private static func fit(_ share: Double, bonus: Double, isGeneral: Bool) -> Double? {
        if bonus > 0 { return bonus + (1 - bonus) * share }
        if share >= least { return share }
        return isGeneral ? 0.05 + share / 2 : nil
    }

    private static func mixed(_ sorted: [Guide], _ limit: Int) -> [Guide] {
        var best = Array(sorted.prefix(limit))
        for kind in [Guide.Kind.script, .article] where !best.contains(where: { $0.kind == kind }) {
            if let other = sorted.first(where: { $0.kind == kind }), best.count == limit, limit > 1 { best[limit - 1] = other }
        }
        return best
    }
}
