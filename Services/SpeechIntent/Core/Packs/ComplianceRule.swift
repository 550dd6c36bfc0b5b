/// What an agent must say, or must not (`compliance.yaml`).
public struct ComplianceRule: Codable, Equatable, Sendable {
    public var id: String
    public var kind: Kind
    /// Empty: always.
    public var intents: [String]
    /// `mustSay`: any of these words satisfies it. `mustNotSay`: any of these breaks it.
    public var words: [String]
    /// Shown to the agent.
    public var prompt: String

    public enum Kind: String, Codable, Sendable {
        case mustSay = "must_say"
        case mustNotSay = "must_not_say"
    }

    public init(id: String, kind: Kind, intents: [String] = [], words: [String], prompt: String) {
        self.id = id
        self.kind = kind
        self.intents = intents
        self.words = words
        self.prompt = prompt
    }
}
