/// What a caller may want, with phrases as people say it (`intents/*.yaml`).
public struct IntentDefinition: Codable, Equatable, Sendable {
    /// The name in the catalogue, e.g. `not_hot_home`.
    public var name: String
    /// The name people use, e.g. 全屋不热; shown to agents.
    public var gloss: String
    /// Valid in every industry: dialogue control from the `common` pack.
    public var isCommon: Bool
    public var urgency: Urgency
    /// At least forty, no two alike.
    public var phrases: [String]

    public enum Urgency: String, Codable, Sendable {
        case normal, urgent, emergency
    }

    public init(
        name: String, gloss: String, isCommon: Bool = false, urgency: Urgency = .normal, phrases: [String] = []
    ) {
        self.name = name
        self.gloss = gloss
        self.isCommon = isCommon
        self.urgency = urgency
        self.phrases = phrases
    }
}
