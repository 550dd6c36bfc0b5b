import AnalyticsCore
import Contracts
import Vocabulary

/// One call in a list.
public struct CallSummary: Codable, Sendable, Hashable {
    public var call: CallID
    public var tenant: TenantID
    public var dialled: String?
    public var pack: PackName?
    public var startedAt: String?
    /// From 200 to the end, in milliseconds.
    public var talked: Int64?
    public var outcome: String?
    public var cause: String?
    public var intents: [String]
    public var peakAnger: Int
    public var handedOver: Bool

    public init(_ record: CallRecord) {
        call = record.call
        tenant = record.tenant
        dialled = record.dialled
        pack = record.pack
        startedAt = record.startedAt?.iso8601
        talked = record.talked
        outcome = record.outcome?.rawValue
        cause = record.cause
        intents = record.intents
        peakAnger = record.peakAnger
        handedOver = record.handOvers.contains { $0.waited != nil }
    }
}

/// Everything about one call: what was said, decided and done, in order.
public struct CallStory: Codable, Sendable, Hashable {
    public var summary: CallSummary
    public var trace: String?
    public var gateway: InstanceID?
    public var answeredAt: String?
    public var endedAt: String?
    /// INVITE → 200 in milliseconds.
    public var setUp: Double?
    public var packetsReceived: Int64?
    public var packetsLost: Int64?
    public var lines: [Line]
    public var actions: [Action]
    public var handOvers: [HandOver]
    public var recordingSegments: Int

    public struct Line: Codable, Sendable, Hashable {
        public var at: String
        public var revision: Int
        /// `caller`, `assistant`, `agent`, `decision`
        public var kind: String
        public var text: String?
        public var confidence: Double?
        public var anger: Int?
        public var intent: String?
        public var action: String?
        public var passages: [String]?
        public var reason: String?
        /// False when the caller interrupted.
        public var complete: Bool?
        public var latency: AssistantSpoke.Latency?

        init(_ turn: CallRecord.Turn, text: String?) {
            at = turn.at.iso8601
            revision = turn.revision
            kind = turn.kind.rawValue
            self.text = text
            confidence = turn.confidence
            anger = turn.anger
            intent = turn.intent
            action = turn.action
            passages = turn.passages
            reason = turn.reason
            complete = turn.complete
            latency = turn.latency
        }
    }

    public struct Action: Codable, Sendable, Hashable {
        public var at: String
        public var action: String
        public var outcome: String
        public var ticket: TicketID?
    }

    public struct HandOver: Codable, Sendable, Hashable {
        public var reason: String?
        public var decidedAt: String?
        public var agent: AgentID?
        /// Decided → the screen acknowledged, in milliseconds.
        public var acknowledged: Double?
        /// Queued → connected, in milliseconds.
        public var waited: Int64?
        public var talked: Int64?
    }

    init(_ record: CallRecord, _ lines: [Line]) {
        summary = CallSummary(record)
        trace = record.trace?.traceID
        gateway = record.gateway
        answeredAt = record.answeredAt?.iso8601
        endedAt = record.endedAt?.iso8601
        setUp = record.setUp.map { Double($0) / 1000 }
        packetsReceived = record.packetsReceived
        packetsLost = record.packetsLost
        self.lines = lines
        actions = record.actions.map { Action(at: $0.at.iso8601, action: $0.action, outcome: $0.outcome, ticket: $0.ticket) }
        handOvers = record.handOvers.map {
            HandOver(
                reason: $0.reason?.rawValue, decidedAt: $0.decidedAt?.iso8601, agent: $0.agent, acknowledged: $0.acknowledged.map { Double($0) / 1000 },
                waited: $0.waited, talked: $0.talked)
        }
        recordingSegments = record.recordings.count
    }
}
