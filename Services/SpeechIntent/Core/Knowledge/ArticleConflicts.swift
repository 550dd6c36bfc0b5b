/// Articles that answer the same question differently on the same day.
public struct ArticleConflict: Equatable, Sendable {
    public var first: String
    public var second: String
    /// What both are asked.
    public var question: String
}

extension ArticleConflict {
    /// - Parameter day: what has expired before it is not looked at.
    public static func all(among articles: [Article], on day: CalendarDate) -> [ArticleConflict] {
        var owners: [String: [Int]] = [:]
        for (index, article) in articles.enumerated() where article.effectiveUntil.map({ $0 >= day }) ?? true {
            for question in Set(([article.title] + article.questions).map(plain)) where !question.isEmpty { owners[question, default: []].append(index) }
        }
        var found: [ArticleConflict] = []
        for (question, indices) in owners.sorted(by: { $0.key < $1.key }) {
            for (place, index) in indices.enumerated() {
                for other in indices[(place + 1)...] where disagree(articles[index], articles[other]) {
                    found.append(ArticleConflict(first: articles[index].id, second: articles[other].id, question: question))
                }
            }
        }
        return found
    }

    /// Both are valid on some day, say different things, and no intent tells them apart.
    private static func disagree(_ one: Article, _ other: Article) -> Bool {
        guard plain(one.body) != plain(other.body), one.intents.isEmpty || other.intents.isEmpty || !Set(one.intents).isDisjoint(with: other.intents) else { return false }
        if let until = one.effectiveUntil, let from = other.effectiveFrom, until < from { return false }
        if let until = other.effectiveUntil, let from = one.effectiveFrom, until < from { return false }
        return true
    }

    private static func plain(_ text: String) -> String { text.filter { $0.isLetter || $0.isNumber } }
}
