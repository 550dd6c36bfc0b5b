import Contracts
import Vocabulary

/// The warm hand-over: whoever picks up hears from the assistant what it is about while the caller hears that it rings, then
/// both hear one sentence, and the assistant is out.
///
/// Nobody waits for it: it is said only if it lies here when the phone is picked up, and only as far as Routing waits for the
/// phone anyway. Until it is over the phone counts as ringing, so that who hangs up has not taken the call.
extension Call {
    /// - Throws: `stale` when another epoch has the call, `invalid` when it is too long.
    public mutating func briefingLeft(epoch: Int, toAgent: Duration, toBoth: Duration) throws(RequestFailure) {
        guard phase != .over else { throw RequestFailure(.notFound, "the call is over") }
        guard epoch >= self.epoch else { throw RequestFailure(.stale, "the call has epoch \(self.epoch)") }
        guard max(toAgent, toBoth) <= LeaveBriefing.longest else { throw RequestFailure(.invalid, "either part may last \(LeaveBriefing.longest)") }
        briefing = Briefing(toAgent: toAgent, toBoth: toBoth)
    }

    /// The phone of an agent was picked up.
    mutating func brief(_ who: AgentID, fence: Int64, ringsUntil: Instant, at now: Instant) -> [Effect] {
        guard let briefing, briefing.toAgent > .zero, now + briefing.toAgent <= ringsUntil else { return connect(who, fence: fence, briefed: nil) }
        promptNumber += 1
        // A little more than the sound lasts: its end is noted by the media thread, unless that says nothing.
        agent = .briefing(who, fence: fence, since: now, deadline: now + briefing.toAgent + .milliseconds(500))
        return [.legs(.brief(number: promptNumber))]
    }

    /// It was heard to its end, or the agent pressed a key.
    mutating func briefingOver(at now: Instant) -> [Effect] {
        guard case .briefing(let who, let fence, let since, _) = agent else { return [] }
        return connect(who, fence: fence, briefed: now - since)
    }

    /// A key of the agent's phone: enough was heard.
    public mutating func agentPressed(_ key: UInt8, at now: Instant) -> [Effect] { phase == .answered ? briefingOver(at: now) : [] }

    private mutating func connect(_ who: AgentID, fence: Int64, briefed: Duration?) -> [Effect] {
        agent = .talking(who)
        local = .none
        let introduction: [Effect] = briefed != nil && (briefing?.toBoth ?? .zero) > .zero ? [.legs(.introduce)] : []
        briefing = nil
        return [.ringback(false), .bridge] + introduction + [.agentConnected(who, fence: fence, briefed: briefed), .answerConnect(fence: fence, .connected)]
    }
}

/// How long what the assistant left lasts.
struct Briefing: Equatable, Sendable {
    var toAgent: Duration
    var toBoth: Duration
}
