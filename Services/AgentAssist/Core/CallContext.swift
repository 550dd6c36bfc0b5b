import Contracts
import Vocabulary

/// What the services have said of one call, folded for the person who takes it over.
///
/// A pure projection: every part is a join (a keyed set, a maximum), so events may come in any interleaving and any
/// number of times and the outcome is the same. Texts stay sealed; whoever shows them opens them.
public struct CallContext: Sendable, Hashable {
    /// One turn of speech.
    public struct Line: Sendable, Hashable {
        public enum Party: String, Codable, Sendable, Hashable { case caller, assistant, agent }
        public var id: EventID
        public var at: Timestamp
        /// Place in its stream: orders what was said in the same microsecond.
        public var seq: Int64
        public var party: Party
        /// The type of the event that carried it, which the seal names.
        public var kind: String
        public var text: Sealed<String>
        /// 0-100; the caller's alone.
        public var anger: Int?
        /// False when the assistant was interrupted.
        public var isComplete: Bool
        var order: Order { Order(at: at, seq: seq, id: id) }
    }

    struct Order: Hashable, Comparable {
        var at: Timestamp
        var seq: Int64
        var id: EventID
        static func < (left: Order, right: Order) -> Bool { (left.at, left.seq, left.id) < (right.at, right.seq, right.id) }
    }

    public struct Action: Sendable, Hashable {
        public var key: String
        public var at: Timestamp
        public var name: String
        /// `done`, `not-found`, `refused`
        public var outcome: String
        public var ticket: TicketID?
    }

    public struct Ticket: Sendable, Hashable {
        public var id: TicketID
        public var openedAt: Timestamp?
        public var kind: String?
        public var title: Sealed<String>?
        public var dueAt: Timestamp?
        public var state = TicketState.open
        public var breached = false
        /// Place in the ticket's stream of the change that gave `state`.
        var stateSeq: Int64 = 0
    }

    public struct HandOverWish: Sendable, Hashable {
        public var event: EventID
        public var revision: Int
        public var at: Timestamp
        public var reason: HandOverReason
        public var suggestion: Sealed<String>
    }

    /// How far an offer has come; only forward.
    public enum OfferState: Int, Sendable, Hashable, Comparable {
        case offered, connected, over
        public static func < (left: OfferState, right: OfferState) -> Bool { left.rawValue < right.rawValue }
    }
    public struct Offer: Sendable, Hashable {
        public var agent: AgentID
        public var state: OfferState
    }

    /// What is kept of a call at most; the oldest goes first.
    public static let lineLimit = 500, actionLimit = 50, ticketLimit = 20, offerLimit = 20, intentLimit = 50, legLimit = 20

    public let call: CallID
    public internal(set) var tenant: TenantID?
    public internal(set) var startedAt: Timestamp?
    public internal(set) var dialled: String?
    /// Which gateway holds the caller.
    public internal(set) var gateway: InstanceID?
    public internal(set) var caller: Sealed<String>?
    public internal(set) var pack: PackName?
    public internal(set) var conversation: Conversation?
    /// In order.
    public internal(set) var lines: [Line] = []
    /// In order.
    public internal(set) var actions: [Action] = []
    public internal(set) var tickets: [TicketID: Ticket] = [:]
    public internal(set) var wish: HandOverWish?
    /// What Routing was told: the only word on it when the conversation itself could not speak.
    public internal(set) var queued: Queued?
    /// By fencing token: the highest is the present one.
    public internal(set) var offers: [Int64: Offer] = [:]
    public internal(set) var timing: Timing?
    /// Who put the call on hold or took it back last, of each party.
    var holds: [CallHeld.Party: Hold] = [:]
    /// Who is heard by nobody just now, by what the gateway said last of each.
    var mutes: [AgentID: Mute] = [:]
    /// Legs beyond the caller's and the agent's, gone ones too.
    var legs: [LegID: Leg] = [:]
    public internal(set) var intent: Intent?
    /// Everything the call was about.
    public internal(set) var intents: Set<String> = []
    /// The highest revision of the conversation that is folded in.
    public internal(set) var revision = 0
    public internal(set) var endedAt: Timestamp?
    /// The call's beginning was folded in, so nothing of it is missing but what is still to come.
    public internal(set) var hasBeginning = false

    public struct Conversation: Sendable, Hashable {
        public var epoch: Int
        public var pack: PackName
        public var customer: CustomerID?
    }

    public struct Queued: Sendable, Hashable {
        public var reason: HandOverReason
        public var queue: QueueName
        public var at: Timestamp
        var seq: Int64
    }

    struct Hold: Sendable, Hashable {
        var isHeld: Bool
        var seq: Int64
    }

    struct Mute: Sendable, Hashable {
        var isMuted: Bool
        var seq: Int64
    }

    struct Leg: Sendable, Hashable {
        var role: LegRole
        var agent: AgentID?
        var isIn: Bool
        var seq: Int64
    }

    /// How long the last hand-over took.
    public struct Timing: Sendable, Hashable {
        /// Decision → acknowledgement on the decider's clock, in microseconds.
        public var latency: Int64
        var seq: Int64
    }

    public struct Intent: Sendable, Hashable {
        public var revision: Int
        public var name: String
        /// 0-1
        public var confidence: Double
        public var at: Timestamp
    }

    public init(call: CallID) { self.call = call }

    /// The agent's side has the caller on hold.
    public var isHeld: Bool { [.agent, .routing].contains { holds[$0]?.isHeld == true } }

    public func isMuted(_ agent: AgentID) -> Bool { mutes[agent]?.isMuted == true }

    public var reason: HandOverReason? { wish?.reason ?? queued?.reason }
}

extension CallContext {
    /// A sealed text with what its seal names: the kind and the subject.
    public struct SealedText: Sendable, Hashable {
        public var box: Sealed<String>
        public var kind: String
        public var subject: String
    }

    /// The caller's number.
    public var callerText: SealedText? { caller.map { SealedText(box: $0, kind: CallStarted.type, subject: call.value) } }

    /// Everything that must be opened to show this call.
    public var sealedTexts: [SealedText] {
        var texts = lines.map { SealedText(box: $0.text, kind: $0.kind, subject: call.value) }
        if let wish { texts.append(SealedText(box: wish.suggestion, kind: HandOverDecided.type, subject: call.value)) }
        if let callerText { texts.append(callerText) }
        texts += tickets.values.compactMap { ticket in ticket.title.map { SealedText(box: $0, kind: TicketOpened.type, subject: ticket.id.value) } }
        return texts
    }
}
