import Contracts
import Vocabulary

/// One of our own phones calls another by the user part of its address: an agent asks a colleague before putting a caller
/// through. Nothing of it is recorded or told to anybody.
extension Call {
    mutating func ringColleague(_ phone: String, at now: Instant) -> [Effect] {
        isInternal = true
        agent = .duty(deadline: now + policy.dutyRing)
        return [.legs(.alert), .ringAgent(phone: phone)]
    }

    mutating func colleagueAnswered(at now: Instant) -> [Effect] {
        phase = .answered
        answeredAt = now
        agent = .talkingToDuty
        return [.answer, .bridge]
    }

    mutating func colleagueFailed(_ outcome: ConnectOutcome) -> [Effect] {
        forgetAgent()
        return reject(Self.status(of: outcome), retryAfter: nil)
    }

    // MARK: Attended transfer

    /// The agent's phone has put the caller through to somebody with whom it talks in another call (RFC 3515, RFC 3891):
    /// that one's leg is the agent's of this call from now on.
    /// Only where an agent talks to a caller.
    public mutating func putThrough(to leg: LegID, at now: Instant) -> [Effect] {
        guard phase == .answered, isBridged, !isInternal else { return [] }
        let former: [Effect] = agentLeg.map { [.legs(.left($0, .agent, agent.id))] } ?? []
        forgetAgent()
        agent = .talkingToDuty
        agentLeg = leg
        return former + settleHold() + [.legs(.joined(leg, .agent, nil))]
    }

    /// The agent's phone has put the caller through to a colleague whose phone still rings: it rings for this call from now on.
    /// Only where an agent talks to a caller.
    public mutating func putThroughToRinging(at now: Instant) -> [Effect] {
        guard phase == .answered, isBridged, !isInternal else { return [] }
        forgetAgent()
        agent = .transferring(deadline: now + policy.dutyRing)
        return settleHold() + [.ringback(true)]
    }

    /// Somebody with whom the caller of this call talks, or whose phone rings for it, was taken into another call: this one is over.
    public mutating func colleagueTaken(at now: Instant) -> [Effect] { end(.agentHungUp, at: now, agentGone: true) }
}
