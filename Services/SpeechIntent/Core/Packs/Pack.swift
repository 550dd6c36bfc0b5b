/// An industry's knowledge as data: what callers ask, what the assistant does about it, what it may say.
///
/// A value read from `deploy/packs/<industry>/` (schema: `deploy/packs/README.md`). The shared `common` pack
/// (dialogue control) is already merged into `intents`.
public struct Pack: Codable, Equatable, Sendable {
    public var profile: PackProfile
    public var intents: [IntentDefinition]
    public var scenarios: [Scenario]
    public var articles: [Article]
    public var scripts: [AgentScript]
    public var compliance: [ComplianceRule]
    /// Phrases that belong to no intent of this pack: small talk, other industries, fragments of nothing.
    public var outOfScopePhrases: [String]
    public var surroundings: Surroundings
    /// Nil: articles answer one by one.
    public var graph: KnowledgeGraph?

    /// What callers say around their matter: it must not count for or against an intent.
    public struct Surroundings: Codable, Equatable, Sendable {
        public var before: [String]
        public var after: [String]

        public init(before: [String] = [], after: [String] = []) {
            self.before = before
            self.after = after
        }
    }

    public init(
        profile: PackProfile, intents: [IntentDefinition] = [], scenarios: [Scenario] = [],
        articles: [Article] = [], scripts: [AgentScript] = [], compliance: [ComplianceRule] = [],
        outOfScopePhrases: [String] = [], surroundings: Surroundings = .init()
    ) {
        self.profile = profile
        self.intents = intents
        self.scenarios = scenarios
        self.articles = articles
        self.scripts = scripts
        self.compliance = compliance
        self.outOfScopePhrases = outOfScopePhrases
        self.surroundings = surroundings
    }

    /// The scenario that serves an intent; the first in file order when several name it.
    public func scenario(forIntent intent: String) -> Scenario? {
        self.scenarios.first { $0.intents.contains(intent) }
    }

    public func scenario(named name: String) -> Scenario? { self.scenarios.first { $0.name == name } }

    public func intent(named name: String) -> IntentDefinition? { self.intents.first { $0.name == name } }

    public func article(_ id: String) -> Article? { self.articles.first { $0.id == id } }
}
