import Contracts

/// A script or an article that helps now, and where it comes from.
public struct Guide: Codable, Sendable, Hashable {
    public enum Kind: String, Codable, Sendable, Hashable { case script, article }
    /// Why it is offered.
    public enum Ground: String, Codable, Sendable, Hashable {
        /// It is about what the caller wants.
        case intent
        /// It speaks of what was said.
        case words
        /// It fits every call.
        case general
    }

    public var kind: Kind
    public var id: String
    public var title: String
    public var text: String
    public var ground: Ground
    /// An article's alone: its version, where it comes from, and its last day, `yyyy-MM-dd`.
    public var version: Int?
    public var source: String?
    public var validUntil: String?
    /// 0-100; compares within one list.
    public var fit: Int

    init(_ script: PackGuide.Script, ground: Ground, fit: Int) {
        (kind, id, title, text, self.ground, self.fit) = (.script, script.id, script.title, script.text, ground, fit)
    }

    init(_ article: PackGuide.Article, ground: Ground, fit: Int) {
        (kind, id, title, text, self.ground, self.fit) = (.article, article.id, article.title, article.text, ground, fit)
        (version, source, validUntil) = (article.version, article.source, article.until)
    }
}
