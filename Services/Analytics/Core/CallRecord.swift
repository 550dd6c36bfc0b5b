import Contracts
import Vocabulary

/// Everything the events say about one call, in any order of arrival: the story of a call and the source of every figure.
public struct CallRecord: Codable, Hashable, Sendable {
    public var call: CallID
    public var tenant: TenantID
    public var dialled: String?
    public var gateway: InstanceID?
    public var pack: PackName?
    public var queue: QueueName?
    public var treatment: String?
    public var trace: TraceParent?
    public var startedAt: Timestamp?
    public var answeredAt: Timestamp?
    public var endedAt: Timestamp?
    /// INVITE → 200 in microseconds.
    public var setUp: Int64?
    /// A `CallEnded.Cause`, or `gateway-lost`.
    public var cause: String?
    /// In milliseconds.
    public var talked: Int64?
    public var packetsReceived: Int64?
    public var packetsLost: Int64?
    public var outcome: ConversationEnded.Outcome?
    public var intents: [String] = []
    public var peakAnger = 0
    /// By revision; ties by arrival's kind.
    public var turns: [Turn] = []
    public var handOvers: [HandOverRecord] = []
    public var actions: [ActionRecord] = []
    public var recordings: [RecordingStored] = []
    public var callBackWanted = false

    public init(call: CallID, tenant: TenantID) {
        self.call = call
        self.tenant = tenant
    }

    /// One thing that was said or decided.
    public struct Turn: Codable, Hashable, Sendable {
        public enum Kind: String, Codable, Sendable, Comparable {
            case caller, agent, decision, assistant
            public static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
        }
        public var revision: Int
        public var kind: Kind
        public var at: Timestamp
        public var text: Sealed<String>?
        public var confidence: Double?
        public var anger: Int?
        public var intent: String?
        public var action: String?
        public var passages: [String]?
        public var reason: String?
        public var complete: Bool?
        public var latency: AssistantSpoke.Latency?

        init(_ kind: Kind, revision: Int, at: Timestamp) {
            self.kind = kind
            self.revision = revision
            self.at = at
        }
    }

    public struct HandOverRecord: Codable, Hashable, Sendable {
        public var reason: HandOverReason?
        public var decidedAt: Timestamp?
        public var agent: AgentID?
        /// Decision → acknowledged, in microseconds on the decider's clock.
        public var acknowledged: Int64?
        /// Queued → connected in milliseconds.
        public var waited: Int64?
        /// With the agent, in milliseconds.
        public var talked: Int64?

        public init(reason: HandOverReason? = nil, decidedAt: Timestamp? = nil, agent: AgentID? = nil, acknowledged: Int64? = nil, waited: Int64? = nil, talked: Int64? = nil) {
            (self.reason, self.decidedAt, self.agent) = (reason, decidedAt, agent)
            (self.acknowledged, self.waited, self.talked) = (acknowledged, waited, talked)
        }
    }

    public struct ActionRecord: Codable, Hashable, Sendable {
        public var action: String
        public var outcome: String
        public var ticket: TicketID?
        public var key: String
        public var at: Timestamp
    }
}
