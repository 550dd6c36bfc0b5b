import Contracts
import Vocabulary

/// A call that we place: the agent's phone rings first, then the customer's; once both have answered it is a call like any other,
/// in which the customer has the caller's place.
extension Call {
    /// How far it has come.
    struct Placing: Equatable, Sendable {
        /// How long the customer's phone rings.
        let ring: Duration
        /// Since when; nil while the agent's phone rings.
        var dialledAt: Instant?
        /// The agent hears what the network plays.
        var isHeard = false
    }

    /// Agent and customer are not together yet.
    public var isPlacing: Bool { phase == .placing }

    /// Rings the agent. The first thing that happens to such a call.
    public mutating func placingRequested(_ agent: AgentID, phone: String, fence: Int64, agentRing: Duration, customerRing: Duration, at now: Instant) -> [Effect] {
        phase = .placing
        placing = Placing(ring: customerRing)
        self.fence = fence
        self.agent = .ringing(agent, fence: fence, deadline: now + agentRing)
        return [.ringAgent(phone: phone)]
    }

    // MARK: The agent

    mutating func placingAgentAnswered(at now: Instant) -> [Effect] {
        guard case .ringing(let who, _, _) = agent else { return [.hangUpAgent] }
        agent = .talking(who)
        placing?.dialledAt = now
        return [.placing(.progress(true)), .placing(.dial)]
    }

    mutating func placingAgentFailed(_ outcome: ConnectOutcome, at now: Instant, isGone: Bool) -> [Effect] {
        switch outcome {
        case .busy: giveUp(.agentBusy, at: now, agentGone: isGone)
        case .noAnswer: giveUp(.agentNoAnswer, at: now, agentGone: isGone)
        case .connected, .unreachable, .callerGone, .conflict, .stale: giveUp(.agentUnreachable, at: now, agentGone: isGone)
        }
    }

    // MARK: The customer

    /// The customer's phone rings, or the network plays something before it is answered (RFC 3960 §3.1): that is heard in place of
    /// our tone from its first description on.
    public mutating func customerRang(hasSound: Bool, at now: Instant) -> [Effect] {
        guard phase == .placing, hasSound, placing?.dialledAt != nil, placing?.isHeard == false else { return [] }
        placing?.isHeard = true
        return [.placing(.progress(false)), .bridge]
    }

    /// The customer answered and the answer can be met.
    public mutating func customerAnswered(at now: Instant) -> [Effect] {
        guard phase == .placing, let dialledAt = placing?.dialledAt, let who = agent.id else { return [] }
        phase = .answered
        answeredAt = now
        // Routing knows the call; its conversation was never begun.
        epoch = max(epoch, 1)
        placing = nil
        return [
            .placing(.progress(false)), .bridge, .started(tenant: nil, treatment: "placed"), .agentConnected(who, fence: fence),
            .placing(.answer(.talking, rang: now - dialledAt)),
        ] + settleHold()
    }

    /// The customer's phone was not answered, or cannot be reached.
    public mutating func customerFailed(_ outcome: PlacedOutcome, at now: Instant) -> [Effect] {
        phase == .placing ? giveUp(outcome, at: now, customerGone: true) : []
    }

    // MARK: Time, and the end

    var placingDeadline: Instant? { placing.flatMap { placing in placing.dialledAt.map { $0 + placing.ring } } }

    mutating func placingTimeCame(at now: Instant) -> [Effect] { giveUp(.noAnswer, at: now) }

    /// Something else ends the call before the two talk.
    mutating func endPlacing(_ cause: CallEnded.Cause, at now: Instant, agentGone: Bool) -> [Effect] {
        giveUp(cause == .agentHungUp ? .agentHungUp : .ended, at: now, agentGone: agentGone)
    }

    private mutating func giveUp(_ outcome: PlacedOutcome, at now: Instant, agentGone: Bool = false, customerGone: Bool = false) -> [Effect] {
        let rang = placing?.dialledAt.map { now - $0 }
        phase = .over
        placing = nil
        forgetAgent()
        return (agentGone ? [] : [.hangUpAgent]) + (customerGone || rang == nil ? [] : [.hangUpCaller])
            + [.placing(.answer(outcome, rang: rang)), .ended(.rejected, talked: .zero), .over]
    }
}

/// What a call that we place wants done.
public enum PlacingEffect: Equatable, Sendable {
    /// INVITE to the customer.
    case dial
    /// The agent hears that it rings.
    case progress(Bool)
    /// To Routing's `OriginateCall`, once, and to everybody else.
    case answer(PlacedOutcome, rang: Duration?)
}
