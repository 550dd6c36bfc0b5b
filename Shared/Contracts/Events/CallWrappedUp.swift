import Vocabulary

/// A person finished the work after a call.
public struct CallWrappedUp: Event {
    public static let type = "assist.call-wrapped-up.v1"
    public var call: CallID
    public var agent: AgentID
    /// `resolved`, `ticket`, `follow-up`, `transferred`, `complaint`, `no-contact`
    public var code: String
    /// How the agent kept the pack's rules, 0-100; nil when it could not be judged.
    public var score: Int?
    /// From the call's end, in milliseconds.
    public var took: Int64
    public var summary: Sealed<String>
    public var subject: String { call.value }

    public init(call: CallID, agent: AgentID, code: String, score: Int?, took: Int64, summary: Sealed<String>) {
        self.call = call
        self.agent = agent
        self.code = code
        self.score = score
        self.took = took
        self.summary = summary
    }
}
