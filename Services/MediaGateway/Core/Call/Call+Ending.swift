import Contracts
import Vocabulary

extension Call {
    /// The caller sent BYE, or CANCEL before the answer.
    public mutating func callerLeft(at now: Instant) -> [Effect] {
        end(phase == .arriving ? .cancelled : .callerHungUp, at: now, callerGone: true)
    }

    /// The caller's dialog failed: no ACK came, or its session timer ran out.
    public mutating func callerLost(at now: Instant) -> [Effect] { end(.failed, at: now, callerGone: true) }

    /// No sound came from a party for the media time-out.
    public mutating func mediaTimedOut(_ party: Party, at now: Instant) -> [Effect] {
        // What the network plays before an answer may be silence.
        if phase == .placing { return [] }
        if party == .caller { return end(.mediaLost, at: now) }
        guard isBridged else { return [] }
        return successor == nil ? end(.mediaLost, at: now) : [.hangUpAgent] + agentIsGone(alone: .ends, at: now)
    }

    /// No sound came from somebody beyond caller and agent.
    public mutating func mediaTimedOut(_ leg: LegID, at now: Instant) -> [Effect] {
        guest(leg) == nil ? [] : [.legs(.hangUp(leg))] + legGone(leg, .unreachable, at: now)
    }

    /// The suite ends the call: an operator, Routing, or the end of a drain.
    public mutating func endRequested(_ cause: CallEnded.Cause, at now: Instant) -> [Effect] { end(cause, at: now) }

    /// Ends everything that is still there, whatever the state; every request that waits for the call is answered.
    mutating func end(_ cause: CallEnded.Cause, at now: Instant, callerGone: Bool = false, agentGone: Bool = false) -> [Effect] {
        guard phase != .over else { return [] }
        if phase == .placing { return endPlacing(cause, at: now, agentGone: agentGone) }
        var effects: [Effect] = []
        if !callerGone { effects.append(phase == .answered ? .hangUpCaller : .reject(status: 480, retryAfter: nil)) }
        effects += endAgent(isGone: agentGone) + endGuests() + endSpeech() + handBackFailed()
        let talked = answeredAt.map { now - $0 } ?? .zero
        phase = .over
        if asksAdmission || answeredAt != nil { effects.append(.ended(cause, talked: talked)) }
        return effects + [.over]
    }

    private mutating func endAgent(isGone: Bool) -> [Effect] {
        defer { forgetAgent() }
        switch agent {
        case .none: return []
        case .ringing(_, let fence, _), .briefing(_, let fence, _, _): return [.hangUpAgent, .answerConnect(fence: fence, .callerGone)]
        case .duty: return [.hangUpAgent]
        case .transferring: return [.hangUpAgent, .transferEnded(status: 487)]
        case .talking, .talkingToDuty: return isGone ? [] : [.hangUpAgent]
        }
    }

    private mutating func endSpeech() -> [Effect] {
        defer { speech = .none }
        switch speech {
        case .none, .lost: return []
        case .starting(let instance, let epoch, _): return [.endConversation(instance, epoch: epoch)]
        case .talking(let seat, let epoch): return [.endStream, .endConversation(seat.instance, epoch: epoch)]
        }
    }
}
