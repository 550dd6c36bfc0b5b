/// Suggested next words for a person who serves this intent (`scripts.yaml`).
public struct AgentScript: Codable, Equatable, Sendable {
    public var id: String
    public var title: String
    /// Empty: fits any intent.
    public var intents: [String]
    public var text: String

    public init(id: String, title: String, intents: [String] = [], text: String) {
        self.id = id
        self.title = title
        self.intents = intents
        self.text = text
    }
}
