/// Finds articles by what they say: BM25 over character pairs and syllable pairs, titles and questions counting most.
public struct ArticleIndex: Sendable {
    public struct Hit: Equatable, Sendable {
        public var article: String
        public var version: Int
        /// How much of the question the article speaks to, 0-1; at least 0.5 when it is about the intent.
        public var score: Double
        /// The sentence of the body that fits best, with its neighbours.
        public var passage: String
    }

    private struct Posting: Sendable {
        var article: Int32
        var weight: Float
    }

    private let articles: [Article]
    private let reader: FeatureReader
    private let folding: CharacterFolding
    private var postings: [Feature: [Posting]] = [:]

    // Okapi BM25 (Robertson and Zaragoza, 2009) with its usual constants.
    private static let saturation: Float = 1.2
    private static let lengthInfluence: Float = 0.5

    public init(_ articles: [Article], tables: CharacterTables) {
        self.articles = articles
        self.reader = FeatureReader(homophones: tables.homophones)
        self.folding = tables.folding
        let counts = articles.map(self.counts)
        let mean = counts.map { $0.values.reduce(0, +) }.reduce(0, +) / Float(max(articles.count, 1))
        for (index, terms) in counts.enumerated() {
            let length = terms.values.reduce(0, +) / max(mean, 1)
            let norm = Self.saturation * (1 - Self.lengthInfluence + Self.lengthInfluence * length)
            for (term, count) in terms {
                let weight = count * (Self.saturation + 1) / (count + norm)
                self.postings[term, default: []].append(Posting(article: Int32(index), weight: weight))
            }
        }
    }

    /// The best articles that are valid on this day, best first.
    ///
    /// - Parameter intent: articles of this intent are preferred.
    public func search(_ question: String, on day: CalendarDate, intent: String? = nil, limit: Int = 3) -> [Hit] {
        let terms = self.terms(of: question)
        var scores = [Float](repeating: 0, count: self.articles.count)
        var best: Float = 0
        for term in terms {
            let list = self.postings[term] ?? []
            let rarity = naturalLog(1 + (Float(self.articles.count - list.count) + 0.5) / (Float(list.count) + 0.5))
            best += rarity * (Self.saturation + 1)
            for posting in list { scores[Int(posting.article)] += rarity * posting.weight }
        }
        return self.top(scores, on: day, intent: intent, limit: limit, scale: best).map { hit in
            self.hit(hit.index, score: hit.score, terms: terms)
        }
    }

    private func top(
        _ scores: [Float], on day: CalendarDate, intent: String?, limit: Int, scale: Float
    ) -> [(index: Int, score: Float)] {
        var kept: [(index: Int, score: Float)] = []
        for (index, article) in self.articles.enumerated() {
            let isAbout = intent.map(article.intents.contains) ?? false
            guard scores[index] > 0 || isAbout, article.isValid(on: day) else { continue }
            let share = scores[index] / max(scale, 1)
            let score = isAbout ? (share + 1) / 2 : share
            if kept.count >= limit, let worst = kept.last, worst.score >= score { continue }
            kept.insert((index, score), at: kept.firstIndex { $0.score < score } ?? kept.count)
            if kept.count > limit { kept.removeLast() }
        }
        return kept
    }

    private func hit(_ index: Int, score: Float, terms: Set<Feature>) -> Hit {
        let article = self.articles[index]
        return Hit(
            article: article.id, version: article.version, score: Double(score),
            passage: Passage.best(of: article.body) { sentence in
                self.terms(of: sentence).intersection(terms).count
            })
    }

    private func counts(of article: Article) -> [Feature: Float] {
        var counts: [Feature: Float] = [:]
        for term in self.terms(of: article.title) { counts[term, default: 0] += 3 }
        for question in article.questions { for term in self.terms(of: question) { counts[term, default: 0] += 2 } }
        for term in self.terms(of: article.body) { counts[term, default: 0] += 1 }
        return counts
    }

    private func terms(of text: String) -> Set<Feature> {
        self.reader.pairs(of: Text(text, folding: self.folding))
    }
}
