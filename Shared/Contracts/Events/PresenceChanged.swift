import Vocabulary

/// A person is ready, away, busy.
public struct PresenceChanged: Event {
    public static let type = "routing.presence-changed.v1"
    public var agent: AgentID
    public var presence: Presence
    public var subject: String { agent.value }

    public init(agent: AgentID, presence: Presence) {
        self.agent = agent
        self.presence = presence
    }
}
