import Contracts
import Vocabulary

extension Call {
    /// The caller hears music: Routing wants it so, or the agent's phone has put the call on hold and nobody else is
    /// there who talks.
    var wantsHold: Bool { isHeldByRouting || (isAgentAway && isBridged && !guests.contains { $0.isHeard }) }

    /// Tells when that has changed.
    mutating func settleHold() -> [Effect] {
        guard wantsHold != isHeld else { return [] }
        isHeld = wantsHold
        return [.legs(.hold(isHeld))]
    }

    /// Routing puts the caller on hold or takes the caller back.
    /// - Throws: `conflict` when there is nobody to be put on hold.
    public mutating func holdRequested(_ isWanted: Bool, at now: Instant) throws(RequestFailure) -> [Effect] {
        guard phase == .answered, diagnostic == nil else { throw RequestFailure(.conflict, "the call is not answered yet, or over") }
        guard isWanted != isHeldByRouting else { return [] }
        isHeldByRouting = isWanted
        return settleHold() + [.legs(.held(.routing, isWanted))]
    }

    /// The agent's phone holds the call, by its session (RFC 3264 §8.4), or takes it back.
    public mutating func agentHolds(_ isAway: Bool, at now: Instant) -> [Effect] {
        guard phase == .answered || phase == .placing, isBridged, isAway != isAgentAway else { return [] }
        isAgentAway = isAway
        // Nobody is there yet to be put on hold.
        if phase == .placing { return [] }
        return settleHold() + [.legs(.held(.agent, isAway))]
    }

    /// The caller's own phone does.
    public mutating func callerHolds(_ isAway: Bool, at now: Instant) -> [Effect] {
        guard phase == .answered, isAway != isCallerAway else { return [] }
        isCallerAway = isAway
        return [.legs(.held(.caller, isAway))]
    }
}
