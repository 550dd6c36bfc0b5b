import Vocabulary

/// An agent's screen shows the context; timed on the decider's clock.
public struct HandOverAcknowledged: Event {
    public static let type = "speech.hand-over-acknowledged.v1"
    public var call: CallID
    public var agent: AgentID
    public var revision: Int
    /// Decision → acknowledgement in microseconds.
    public var latency: Int64
    public var subject: String { call.value }

    public init(call: CallID, agent: AgentID, revision: Int, latency: Int64) {
        self.call = call
        self.agent = agent
        self.revision = revision
        self.latency = latency
    }
}
