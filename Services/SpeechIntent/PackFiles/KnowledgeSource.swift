import SpeechIntentCore

/// Where articles come from besides the pack's own files.
public struct KnowledgeSource: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Every `*.yaml` of a folder, articles as in `knowledge/*.yaml`.
        case folder(String)
        /// One document of such articles, as YAML or JSON.
        case document(String)
        /// RSS 2.0 or Atom: each entry is an article.
        case feed(String)
    }

    public var industry: String
    public var kind: Kind
    /// What comes waits for somebody's yes.
    public var isReviewed: Bool

    /// `INDUSTRY=auto:http://…`, `INDUSTRY=review:feed:http://…`, `INDUSTRY=auto:folder:/…`; nil when it is none of these.
    public init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        industry = parts[0]
        var rest = parts[1][...]
        if rest.hasPrefix("auto:") { isReviewed = false } else if rest.hasPrefix("review:") { isReviewed = true } else { return nil }
        rest = rest.drop { $0 != ":" }.dropFirst()
        if rest.hasPrefix("folder:/") {
            kind = .folder(String(rest.dropFirst(7)))
        } else if rest.hasPrefix("feed:http") {
            kind = .feed(String(rest.dropFirst(5)))
        } else if rest.hasPrefix("http") {
            kind = .document(String(rest))
        } else {
            return nil
        }
    }

    public var address: String {
        switch kind {
        case .folder(let path): path
        case .document(let address), .feed(let address): address
        }
    }

    /// Names its files.
    public var name: String { "source-" + FNV1a.hex(address).prefix(12) }
}
