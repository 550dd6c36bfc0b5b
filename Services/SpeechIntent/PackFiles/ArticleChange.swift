import SpeechIntentCore

/// What becomes of one article.
public enum ArticleChange: Equatable, Sendable {
    case added(Article)
    case changed(from: Article, to: Article)
    case removed(Article)

    /// From one list of articles to another, by id.
    static func between(_ before: [Article], _ after: [Article]) -> [ArticleChange] {
        let former = Dictionary(before.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }), kept = Set(after.map(\.id))
        let changed = after.compactMap { article -> ArticleChange? in
            guard let old = former[article.id] else { return .added(article) }
            return old == article ? nil : .changed(from: old, to: article)
        }
        return changed + before.filter { !kept.contains($0.id) }.map { .removed($0) }
    }

    /// Lines that begin with `+` or `-`.
    public var lines: [String] {
        switch self {
        case .added(let article): Self.lines("+", article)
        case .removed(let article): Self.lines("-", article)
        case .changed(let old, let new): Self.lines("-", old) + Self.lines("+", new)
        }
    }

    private static func lines(_ mark: String, _ article: Article) -> [String] {
        let days = [article.effectiveFrom.map { "from \($0)" }, article.effectiveUntil.map { "until \($0)" }].compactMap { $0 }.joined(separator: " ")
        return ["\(mark) \(article.id)@\(article.version) \(article.title) (\(article.source))\(days.isEmpty ? "" : " " + days)", "\(mark)   \(article.body)"]
    }
}
