import Contracts
import Vocabulary

/// One call from the caller's INVITE to the end of its last leg: who answers it, who speaks, and what happens when any
/// of them goes away. Every call is picked up: when Routing or speech is missing, the gateway's own prompt answers.
public struct Call: Machine {
    public typealias Effect = CallEffect

    /// What a diagnostic number does, decided without asking anybody.
    public enum Diagnostic: Equatable, Sendable { case echo, play }

    enum Phase: Equatable, Sendable {
        /// The INVITE has arrived. Can transition to `answered` or `over`.
        case arriving
        /// We ring an agent, then a customer. Can transition to `answered` or `over`.
        case placing
        /// The caller has our 200, or the customer has sent one. Can transition to `over`.
        case answered
        /// Nothing more happens.
        case over
    }

    /// The assistant's side.
    enum Speech: Equatable, Sendable {
        /// There is none, and none is looked for: a diagnostic number, or every instance is away.
        case none
        /// An instance was asked to take the call. Can transition to `talking`, `lost` or `none`.
        case starting(InstanceID, epoch: Int, deadline: Instant)
        /// It has the call. Can transition to `lost` or `none`.
        case talking(SpeechSeat, epoch: Int)
        /// Routing was asked for another. Can transition to `starting` or `none`.
        case lost(epoch: Int, deadline: Instant)
    }

    /// The agent's side.
    enum Agent: Equatable, Sendable {
        /// Nobody. Can transition to `ringing` or `duty`.
        case none
        /// Can transition to `briefing`, `talking` or `none`.
        case ringing(AgentID, fence: Int64, deadline: Instant)
        /// The phone was picked up, and hears from the assistant what it is about. Can transition to `talking` or `none`.
        case briefing(AgentID, fence: Int64, since: Instant, deadline: Instant)
        /// The pack's duty number rings. Can transition to `talkingToDuty` or `none`.
        case duty(deadline: Instant)
        /// Both hear each other. Can transition to `transferring`, or to `none` with the call's end.
        case talking(AgentID)
        /// The number that the agent put the call through to rings. Can transition to `talkingToDuty` or `none`.
        case transferring(deadline: Instant)
        case talkingToDuty
    }

    /// What the gateway itself says while no assistant is there.
    enum Local: Equatable, Sendable {
        case none
        /// The fallback prompt, for the n-th time; said again at `next`, which is nil while it plays.
        case offering(times: Int, next: Instant?)
        /// A person was asked for; the caller hears the hold prompt.
        case queued(until: Instant)
        /// The last words before hanging up.
        case closing(CallEnded.Cause)
    }

    public let policy: CallPolicy
    public let diagnostic: Diagnostic?
    public let hasNumber: Bool
    /// The number dialled, when one of our own phones calls: it may be a colleague's.
    public let colleague: String?
    public private(set) var arrivedAt: Instant
    var phase = Phase.arriving
    var speech = Speech.none
    var agent = Agent.none
    var local = Local.none
    var treatment: AssistantTreatment?
    /// As Routing said; nil before it did.
    public internal(set) var tenant: TenantID?
    /// The newest epoch known; speech of an older one is refused.
    var epoch = 0
    var reassigned = 0
    var admissionDeadline: Instant?
    var answeredAt: Instant?
    var promptNumber: UInt32 = 0
    var asksAdmission = false
    var fence: Int64 = 0
    /// 0 was pressed while speech had the call, and nobody has come yet: if speech is lost, the wish is not.
    var wantsPerson = false
    /// Nil unless `phase` is `placing`.
    var placing: Placing?
    /// What the assistant left to be said to whoever picks up.
    var briefing: Briefing?
    /// The agent's leg, once it talks.
    var agentLeg: LegID?
    var isAgentMuted = false
    /// Legs beyond caller and agent.
    var guests: [Guest] = []
    var isHeldByRouting = false
    /// The agent's phone holds the call.
    var isAgentAway = false
    /// The caller's phone does.
    var isCallerAway = false
    /// The caller hears music.
    var isHeld = false
    /// One of our phones rings another: no customer's call.
    public internal(set) var isInternal = false
    /// Routing wants the assistant to have the call again, and waits to hear whether it has.
    public internal(set) var isHandingBack = false

    /// - Parameters:
    ///   - diagnostic: the dialled number's own meaning, nil for a customer's call.
    ///   - hasNumber: the caller's number is shown, so that one can ring back.
    ///   - colleague: the number dialled, when one of our own phones calls.
    public init(diagnostic: Diagnostic?, hasNumber: Bool, colleague: String? = nil, policy: CallPolicy, at now: Instant) {
        self.diagnostic = diagnostic
        self.hasNumber = hasNumber
        self.colleague = colleague
        self.policy = policy
        arrivedAt = now
    }

    public var isOver: Bool { phase == .over }
    /// The caller has our 200 and has not left.
    public var isTalking: Bool { phase == .answered }
    public var isBridged: Bool {
        switch agent {
        case .talking, .talkingToDuty: true
        case .none, .ringing, .briefing, .duty, .transferring: false
        }
    }
    /// A phone rings that is to serve the caller.
    var isRinging: Bool {
        switch agent {
        case .ringing, .duty, .transferring: true
        case .none, .briefing, .talking, .talkingToDuty: false
        }
    }
    public var speechInstance: InstanceID? {
        switch speech {
        case .talking(let seat, _): seat.instance
        case .starting(let instance, _, _): instance
        case .none, .lost: nil
        }
    }

    // MARK: Time

    public var nextDeadline: Instant? {
        guard phase != .over else { return nil }
        let guest = guests.lazy.compactMap { $0.ringsUntil }.min(), longest = answeredAt.map { $0 + policy.longestCall }
        return [admissionDeadline, speechDeadline, agentDeadline, placingDeadline, localDeadline, guest, longest].compactMap { $0 }.min()
    }

    private var speechDeadline: Instant? {
        switch speech {
        case .starting(_, _, let deadline), .lost(_, let deadline): deadline
        case .none, .talking: nil
        }
    }

    private var agentDeadline: Instant? {
        switch agent {
        case .ringing(_, _, let deadline), .briefing(_, _, _, let deadline), .duty(let deadline), .transferring(let deadline): deadline
        case .none, .talking, .talkingToDuty: nil
        }
    }

    private var localDeadline: Instant? {
        switch local {
        case .offering(_, let next): next
        case .queued(let until): until
        case .none, .closing: nil
        }
    }

    public mutating func tick(at now: Instant) -> [Effect] {
        guard let deadline = nextDeadline, deadline <= now else { return [] }
        if let due = admissionDeadline, due <= now { return admissionFailed(at: now) }
        if let due = speechDeadline, due <= now { return speechTimedOut(at: now) }
        if let due = agentDeadline, due <= now { return agentTimeCame(at: now) }
        if let due = placingDeadline, due <= now { return placingTimeCame(at: now) }
        if let due = localDeadline, due <= now { return localTimeCame(at: now) }
        if guests.contains(where: { $0.ringsUntil.map { $0 <= now } ?? false }) { return legTimeCame(at: now) }
        return end(.operatorEnded, at: now)
    }
}
