import Contracts
import Vocabulary

/// More than two legs: colleagues who are consulted, supervisors.
extension Call {
    /// Legs beyond caller and agent, ringing or talking.
    static let mostGuests = 8

    func guest(_ leg: LegID) -> Int? { guests.firstIndex { $0.leg == leg } }
    /// The leg's phone is to ring, or does.
    public func rings(_ leg: LegID) -> Bool { guest(leg).map { !guests[$0].isIn } ?? false }
    private var ringsAnybody: Bool { guests.contains { !$0.isIn } }

    // MARK: Ringing

    /// Routing wants somebody more in the call.
    /// - Throws: `conflict` when the state does not allow it, `invalid` when the question is wrong.
    public mutating func legRequested(_ request: AddLeg, at now: Instant) throws(RequestFailure) -> [Effect] {
        guard phase != .over else { return [.legs(.answer(request.leg, .callerGone))] }
        guard phase == .answered, diagnostic == nil else { throw RequestFailure(.conflict, "the call is not answered yet, or is a diagnostic one") }
        guard request.role != .agent else { throw RequestFailure(.invalid, "an agent is connected with media.connect-agent.v1") }
        guard guest(request.leg) == nil, request.leg != agentLeg else { throw RequestFailure(.conflict, "the call has a leg of that name") }
        guard guests.count < Self.mostGuests else { throw RequestFailure(.overloaded, "the call has \(Self.mostGuests) legs more than its caller and agent") }
        let ring = Duration.seconds(max(1, min(request.ring, 60)))
        guests.append(Guest(leg: request.leg, role: request.role, agent: request.agent, fence: request.fence, ringsUntil: now + ring))
        // While the caller hears music, the others hear that it rings.
        return [.legs(.ring(request.leg, request.target))] + (isHeld ? [.ringback(true)] : [])
    }

    /// The phone of a leg was picked up.
    public mutating func legAnswered(_ leg: LegID, at now: Instant) -> [Effect] {
        guard phase == .answered, let index = guest(leg), !guests[index].isIn else { return [.legs(.hangUp(leg))] }
        guests[index].ringsUntil = nil
        let guest = guests[index]
        return stopRinging() + [.legs(.admit(leg, guest.role, isMuted: false)), .legs(.joined(leg, guest.role, guest.agent)), .legs(.answer(leg, .connected))] + settleHold()
    }

    /// A leg's phone was not picked up, or the leg has ended.
    public mutating func legGone(_ leg: LegID, _ outcome: AddLegOutcome, at now: Instant) -> [Effect] {
        guard phase == .answered, let index = guest(leg) else { return [] }
        return remove(index, outcome)
    }

    mutating func legTimeCame(at now: Instant) -> [Effect] {
        guard let index = guests.firstIndex(where: { $0.ringsUntil.map { $0 <= now } ?? false }) else { return [] }
        return [.legs(.hangUp(guests[index].leg))] + remove(index, .noAnswer)
    }

    private mutating func remove(_ index: Int, _ outcome: AddLegOutcome) -> [Effect] {
        let guest = guests.remove(at: index)
        if guest.isIn { return [.legs(.left(guest.leg, guest.role, guest.agent))] + settleHold() }
        return stopRinging() + [.legs(.answer(guest.leg, outcome))]
    }

    private func stopRinging() -> [Effect] { isHeld && !ringsAnybody ? [.ringback(false)] : [] }

    // MARK: Changes

    /// - Throws: `notFound`, `conflict`.
    public mutating func legChanged(_ leg: CallLeg, role: LegRole?, muted: Bool?, fence: Int64?, at now: Instant) throws(RequestFailure) -> [Effect] {
        guard phase == .answered else { throw RequestFailure(.conflict, "the call is not answered yet, or over") }
        switch leg {
        case .agent:
            guard role == nil || role == .agent else { throw RequestFailure(.conflict, "the agent's leg stays so until another takes its place") }
            return muted.map { muteAgent($0) } ?? []
        case .guest(let name):
            guard let index = guest(name), guests[index].isIn else { throw RequestFailure(.notFound, "the call has no such leg that talks") }
            let isNews = muted.map { $0 != guests[index].isMuted } ?? false, agent = guests[index].agent
            guests[index].isMuted = muted ?? guests[index].isMuted
            guests[index].fence = fence ?? guests[index].fence
            let fact: [Effect] = isNews ? [.legs(.muted(name, agent, muted ?? false))] : []
            return try (role == .agent ? takeOver(index) : change(index, to: role)) + fact
        }
    }

    private mutating func muteAgent(_ isMuted: Bool) -> [Effect] {
        guard isMuted != isAgentMuted else { return [] }
        isAgentMuted = isMuted
        return [.legs(.muteAgent(isMuted))] + (agentLeg.map { [.legs(.muted($0, agent.id, isMuted))] } ?? [])
    }

    private mutating func change(_ index: Int, to role: LegRole?) -> [Effect] {
        let was = guests[index].role
        guests[index].role = role ?? was
        let guest = guests[index]
        let fact: [Effect] = guest.role == was ? [] : [.legs(.joined(guest.leg, guest.role, guest.agent))]
        return [.legs(.admit(guest.leg, guest.role, isMuted: guest.isMuted))] + fact + settleHold()
    }

    /// A supervisor becomes the agent; whoever was it stays in the call.
    private mutating func takeOver(_ index: Int) throws(RequestFailure) -> [Effect] {
        switch agent {
        case .ringing, .briefing, .duty, .transferring: throw RequestFailure(.conflict, "an agent's phone rings for this call")
        case .none, .talking, .talkingToDuty: break
        }
        let former = agentLeg.map { Guest(leg: $0, role: .joined, agent: agent.id, isMuted: isAgentMuted) }
        let effects = promote(index)
        guard let former else { return effects }
        guests.append(former)
        return effects + [.legs(.joined(former.leg, former.role, former.agent)), .legs(.admit(former.leg, former.role, isMuted: former.isMuted))]
    }

    /// The leg is the agent's from now on.
    private mutating func promote(_ index: Int) -> [Effect] {
        let guest = guests.remove(at: index)
        local = .none
        wantsPerson = false
        agentLeg = guest.leg
        isAgentMuted = guest.isMuted
        agent = guest.agent.map { .talking($0) } ?? .talkingToDuty
        if let fence = guest.fence { self.fence = max(self.fence, fence) }
        isAgentAway = false
        let known: [Effect] = if let agent = guest.agent, let fence = guest.fence { [.agentConnected(agent, fence: fence)] } else { [.legs(.joined(guest.leg, .agent, guest.agent))] }
        // Who is connected anew counts as heard: what is different is said again.
        let muted: [Effect] = guest.isMuted ? [.legs(.muted(guest.leg, guest.agent, true))] : []
        return [.legs(.promote(guest.leg)), .legs(.muteAgent(guest.isMuted)), .bridge] + known + muted + settleHold()
    }

    // MARK: Leaving

    /// Routing wants a leg gone.
    /// - Throws: `notFound`.
    public mutating func legDropped(_ leg: CallLeg, alone: DropLeg.Alone, at now: Instant) throws(RequestFailure) -> [Effect] {
        guard phase == .answered else { throw RequestFailure(.notFound, "the call is not answered yet, or over") }
        switch leg {
        case .guest(let name):
            guard let index = guest(name) else { throw RequestFailure(.notFound, "the call has no such leg") }
            return [.legs(.hangUp(name))] + remove(index, .dropped)
        case .agent:
            guard isBridged else { throw RequestFailure(.notFound, "nobody serves the caller") }
            return [.hangUpAgent] + agentIsGone(alone: alone, at: now)
        }
    }

    /// Who serves the caller when the agent goes.
    var successor: Int? { guests.firstIndex { $0.isIn && $0.role == .consulted } ?? guests.firstIndex { $0.isIn && $0.role == .joined } }

    /// Whoever was consulted serves the caller now, else whoever joined; without either the caller is alone.
    mutating func agentIsGone(alone: DropLeg.Alone, at now: Instant) -> [Effect] {
        let former: [Effect] = agentLeg.map { [.legs(.left($0, .agent, agent.id))] } ?? []
        if let successor {
            isHeldByRouting = false
            return former + promote(successor)
        }
        guard alone == .waits else { return end(.agentHungUp, at: now, agentGone: true) }
        forgetAgent()
        local = .queued(until: now + policy.queuePatience)
        return former + settleHold() + [.loop(.hold)]
    }

    mutating func forgetAgent() {
        agent = .none
        agentLeg = nil
        isAgentMuted = false
        isAgentAway = false
        isHeldByRouting = false
    }

    /// The call ends: so do they.
    mutating func endGuests() -> [Effect] {
        defer { guests = [] }
        return guests.flatMap { guest -> [Effect] in
            guest.isIn ? [.legs(.hangUp(guest.leg))] : [.legs(.hangUp(guest.leg)), .legs(.answer(guest.leg, .callerGone))]
        }
    }
}

extension Call.Agent {
    /// The person, if it is one of ours who talks.
    var id: AgentID? { if case .talking(let agent) = self { agent } else { nil } }
}
