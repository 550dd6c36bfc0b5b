import Contracts
import Vocabulary

/// What the agent's page shows of a call: texts opened, numbers masked, ready to be drawn.
///
/// Times are microseconds since 1970 UTC.
public struct CallPicture: Codable, Sendable, Hashable {
    public enum State: String, Codable, Sendable, Hashable {
        /// The phone has not rung yet, or rings.
        case offered
        case talking, ended
    }

    /// Everything but the lines: small, sent whole with each change.
    public struct Head: Codable, Sendable, Hashable {
        public var state: State
        public var revision: Int
        public var reason: HandOverReason?
        /// The caller's number, masked.
        public var caller: String?
        public var dialled: String?
        public var pack: PackName?
        public var intent: String?
        public var startedAt: Timestamp?
        public var endedAt: Timestamp?
        public var decidedAt: Timestamp?
        public var customer: Customer?
        public var tickets: [Ticket]
        public var actions: [Action]
        /// Best first.
        public var suggestions: [Suggestion]
        /// What the intent is called: 全屋不热; nil without a pack.
        public var gloss: String?
        /// What the industry is called: 供暖; nil without a pack.
        public var packTitle: String?
        /// From the pack, best first.
        public var guides: [Guide]
        /// Nil without a pack.
        public var compliance: Compliance?
        /// What a ticket and a record of this call begin with; once the agent has talked.
        public var summary: CallSummary?
        /// The caller hears music.
        public var isHeld: Bool
        /// Nobody hears the agent whose screen it is.
        public var isMuted: Bool
        /// Who else is in the call. Somebody who listens unheard is not told to the agent.
        public var others: [Other]
        /// The caller's earlier calls that people had, the latest first.
        public var history: [PastCall]
        /// Decision → this screen, on the decider's clock, in microseconds.
        public var latency: Int64?
    }

    public struct PastCall: Codable, Sendable, Hashable {
        public var call: CallID
        public var at: Timestamp
        public var agent: AgentID
        /// How it was closed; nil while nobody has.
        public var code: WrapUp.Code?
        public var summary: Masked<String>?
        public init(call: CallID, at: Timestamp, agent: AgentID, code: WrapUp.Code?, summary: Masked<String>?) {
            self.call = call
            self.at = at
            self.agent = agent
            self.code = code
            self.summary = summary
        }
    }

    public struct Other: Codable, Sendable, Hashable {
        public var leg: LegID
        public var role: LegRole
        /// Nil for a number outside.
        public var agent: AgentID?
        public init(leg: LegID, role: LegRole, agent: AgentID?) {
            self.leg = leg
            self.role = role
            self.agent = agent
        }
    }

    public struct Customer: Codable, Sendable, Hashable {
        public var name: Masked<String>
        /// Without the number of the flat.
        public var address: Masked<String>?
        /// Masked numbers.
        public var accounts: [String]
    }

    public struct Ticket: Codable, Sendable, Hashable {
        public var id: TicketID
        public var title: Masked<String>
        public var state: TicketState
        public var openedAt: Timestamp?
        public var dueAt: Timestamp?
        public var breached: Bool
        /// Opened or asked about in this call.
        public var isOfThisCall: Bool
    }

    public struct Action: Codable, Sendable, Hashable {
        public var at: Timestamp
        public var name: String
        public var outcome: String
    }

    public struct Line: Codable, Sendable, Hashable {
        public var id: EventID
        public var at: Timestamp
        public var party: CallContext.Line.Party
        /// Nil when the words cannot be opened any more.
        public var text: Masked<String>?
        public var anger: Int?
        public var isComplete: Bool
    }

    public var call: CallID
    public var head: Head
    /// In order.
    public var lines: [Line]
}

/// What has changed between two pictures of a call: the head as it is now, and the lines that are new or different.
public struct CallChange: Codable, Sendable, Hashable {
    public var call: CallID
    public var head: CallPicture.Head
    public var lines: [CallPicture.Line]

    /// - Returns: nil when nothing has changed.
    public init?(from old: CallPicture, to new: CallPicture) {
        let known = Dictionary(old.lines.map { ($0.id, $0) }) { first, _ in first }
        lines = new.lines.filter { known[$0.id] != $0 }
        guard !lines.isEmpty || old.head != new.head else { return nil }
        call = new.call
        head = new.head
    }
}
