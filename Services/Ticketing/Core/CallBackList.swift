import Contracts
import Vocabulary

/// Who is rung back next, and what becomes of whoever was not reached. The list of one tenant; a ticket is on it once.
public struct CallBackList: Hashable, Sendable {
    public enum Next: Hashable, Sendable {
        /// With the new claim.
        case take(CallBack)
        /// The agent has one already.
        case has(CallBack)
        /// Nobody may be rung before `next`, if anybody waits at all.
        case nobody(next: Timestamp?)
    }

    public enum End: Hashable, Sendable {
        /// Back on the list: the ticket is open again.
        case again(CallBack)
        /// Off the list, with the ticket's last state.
        case off(TicketState)
    }

    /// Longer than a conversation takes; a desk that is gone keeps a customer waiting no longer than this.
    static let claimed = Duration.seconds(30 * 60)
    /// Before the second and the third try.
    static let pauses: [Duration] = [.seconds(20 * 60), .seconds(3 * 3600)]

    private var waiting: [CallBack]

    public init(_ callBacks: [CallBack]) { waiting = callBacks }

    /// Those whom nobody rings any more: they said no after they wished.
    public var refused: [TicketID] { waiting.filter(\.isRefused).map(\.ticket) }

    public func next(for agent: AgentID, at now: Timestamp) -> Next {
        let may = waiting.filter { !$0.isRefused }
        // Whoever is in the middle of a call-back finishes it, whatever the hour.
        if let own = may.first(where: { $0.claim?.agent == agent && !$0.isFree(at: now) }) { return .has(own) }
        // Nobody is rung after the last permitted moment, so nothing is taken for longer.
        let closes = Daytime.lastPermitted(atOrBefore: now + Self.claimed)
        guard Daytime.isPermitted(now), closes > now else { return .nobody(next: may.isEmpty ? nil : Daytime.firstPermitted(atOrAfter: now + .milliseconds(1))) }
        let ready = may.filter { $0.notBefore <= now && $0.isFree(at: now) }
        guard var first = ready.min(by: { $0.comes(before: $1) }) else {
            return .nobody(next: may.map { Daytime.firstPermitted(atOrAfter: max($0.notBefore, $0.isFree(at: now) ? now : $0.claim?.until ?? now)) }.min())
        }
        first.claim = CallBack.Claim(agent: agent, fence: (first.claim?.fence ?? 0) + 1, until: closes)
        return .take(first)
    }

    /// - Returns: nil when the call-back is not this agent's under this fence; one whose claim has lapsed still is, as long as nobody
    ///   else has taken it.
    public static func end(_ callBack: CallBack, by agent: AgentID, fence: Int64, _ outcome: CallBackOutcome, at now: Timestamp) -> End? {
        guard let claim = callBack.claim, claim.agent == agent, claim.fence == fence else { return nil }
        switch outcome {
        case .reached: return .off(.resolved)
        case .wrongNumber, .refused: return .off(.cancelled)
        case .putBack: return .again(callBack.freed(at: now))
        case .noAnswer:
            guard callBack.tries < pauses.count else { return .off(.cancelled) }
            var again = callBack.freed(at: now)
            again.notBefore = Daytime.firstPermitted(atOrAfter: now + pauses[callBack.tries])
            again.tries += 1
            return .again(again)
        }
    }
}

extension CallBack {
    /// With its fence, so that the next claim's is higher.
    fileprivate func freed(at now: Timestamp) -> CallBack {
        var freed = self
        freed.claim?.until = now
        return freed
    }
}
