import Vocabulary

/// A person is ready, away, busy.
public struct PresenceChanged: Event {
    public static let type = "routing.presence-changed.v1"
    public var agent: AgentID
    public var presence: Presence
    /// When Routing ends it by itself: of the work after a call. Nil: when somebody changes it.
    public var until: Timestamp?
    public var subject: String { agent.value }

    public init(agent: AgentID, presence: Presence, until: Timestamp? = nil) {
        self.agent = agent
        self.presence = presence
        self.until = until
    }
}
