import Contracts
import Vocabulary

extension Call {
    /// Routing wants this agent connected.
    public mutating func connectRequested(_ agent: AgentID, phone: String, fence: Int64, ring: Duration, at now: Instant) -> [Effect] {
        guard phase != .over else { return [.answerConnect(fence: fence, .callerGone)] }
        guard fence > self.fence else { return [.answerConnect(fence: fence, .stale)] }
        guard phase == .answered, self.agent == .none else { return [.answerConnect(fence: fence, .conflict)] }
        self.fence = fence
        wantsPerson = false
        self.agent = .ringing(agent, fence: fence, deadline: now + ring)
        return [.ringAgent(phone: phone), .ringback(true)]
    }

    /// The assistant wants the duty number, and what it said has been played.
    public mutating func dutyWanted(_ number: String, at now: Instant) -> [Effect] {
        guard phase == .answered, agent == .none else { return [] }
        agent = .duty(deadline: now + policy.dutyRing)
        return [.ringDuty(number: number), .ringback(true)]
    }

    /// The phone was picked up and its answer can be met.
    public mutating func agentAnswered(_ leg: LegID, at now: Instant) -> [Effect] {
        if isRinging { agentLeg = leg }
        if phase == .placing { return placingAgentAnswered(at: now) }
        if isInternal, phase == .arriving { return colleagueAnswered(at: now) }
        switch agent {
        case .ringing(let who, let fence, let ringsUntil): return brief(who, fence: fence, ringsUntil: ringsUntil, at: now)
        case .duty:
            agent = .talkingToDuty
            local = .none
            return [.ringback(false), .bridge]
        case .transferring:
            agent = .talkingToDuty
            return [.ringback(false), .bridge, .transferEnded(status: 200)]
        case .none, .briefing, .talking, .talkingToDuty: return [.hangUpAgent]
        }
    }

    /// The phone was not picked up, is busy, or cannot be reached.
    public mutating func agentFailed(_ outcome: ConnectOutcome, at now: Instant) -> [Effect] {
        if phase == .placing { return placingAgentFailed(outcome, at: now, isGone: true) }
        if isInternal, phase == .arriving { return colleagueFailed(outcome) }
        guard phase == .answered else { return [] }
        switch agent {
        case .ringing, .briefing, .duty, .transferring: return agentDidNotAnswer(outcome, at: now, isGone: true)
        case .none, .talking, .talkingToDuty: return []
        }
    }

    mutating func agentDidNotAnswer(_ outcome: ConnectOutcome, at now: Instant, isGone: Bool = false) -> [Effect] {
        if phase == .placing { return placingAgentFailed(outcome, at: now, isGone: isGone) }
        if isInternal, phase == .arriving { return [.hangUpAgent] + colleagueFailed(outcome) }
        let was = agent
        agent = .none
        let stop: [Effect] = isGone ? [.ringback(false)] : [.hangUpAgent, .ringback(false)]
        switch was {
        case .ringing(_, let fence, _), .briefing(_, let fence, _, _): return stop + [.answerConnect(fence: fence, outcome)] + afterFailedAgent(at: now)
        case .duty: return stop + [.askHandOver(.emergency, epoch: epoch, priority: 100)] + waitForPerson(at: now)
        case .transferring: return stop + [.transferEnded(status: Self.status(of: outcome))] + askForPerson(at: now)
        case .none, .talking, .talkingToDuty: return []
        }
    }

    mutating func agentTimeCame(at now: Instant) -> [Effect] {
        if case .briefing = agent { return briefingOver(at: now) }
        return agentDidNotAnswer(.noAnswer, at: now)
    }

    /// As the phone that asked for a transfer is told (RFC 3515 §2.4.5).
    static func status(of outcome: ConnectOutcome) -> Int {
        switch outcome {
        case .busy: 486
        case .noAnswer: 480
        case .connected, .unreachable, .callerGone, .conflict, .stale: 503
        }
    }

    /// The agent's phone asks to put the call through to another number, without waiting for it (RFC 3515).
    public mutating func transferRequested(to number: String, at now: Instant) -> [Effect] {
        guard phase == .answered, isBridged, !number.isEmpty else { return [.refuseTransfer(status: 603)] }
        forgetAgent()
        agent = .transferring(deadline: now + policy.dutyRing)
        return settleHold() + [.ringTransfer(number: number), .ringback(true)]
    }

    /// The conversation goes on by itself; without one the caller holds while Routing looks further.
    private mutating func afterFailedAgent(at now: Instant) -> [Effect] {
        if case .none = speech { return waitForPerson(at: now) }
        return []
    }

    private mutating func waitForPerson(at now: Instant) -> [Effect] {
        if case .talking = speech { return [] }
        if case .queued = local { return [.loop(.hold)] }
        local = .queued(until: now + policy.queuePatience)
        return [.loop(.hold)]
    }

    /// The agent hung up, or its phone is gone.
    public mutating func agentLeft(at now: Instant) -> [Effect] {
        guard isBridged else { return agentFailed(.unreachable, at: now) }
        return agentIsGone(alone: .ends, at: now)
    }
}
