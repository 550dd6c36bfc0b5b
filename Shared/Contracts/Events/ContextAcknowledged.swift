import Vocabulary

/// The page said that the DOM shows this revision.
public struct ContextAcknowledged: Event {
    public static let type = "assist.context-acknowledged.v1"
    public var call: CallID
    public var agent: AgentID
    public var revision: Int
    /// Asked to show → acknowledged on the desk service's clock, in microseconds.
    public var latency: Int64
    public var subject: String { call.value }

    public init(call: CallID, agent: AgentID, revision: Int, latency: Int64) {
        self.call = call
        self.agent = agent
        self.revision = revision
        self.latency = latency
    }
}
