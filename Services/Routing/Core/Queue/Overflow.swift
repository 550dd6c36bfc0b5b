import Contracts
import Vocabulary

/// Where a caller goes whom this queue cannot serve.
public enum Overflow {
    /// A queue as one caller finds it.
    public struct Situation: Hashable, Sendable {
        /// How long the caller has been in this queue.
        public var waited: Duration
        /// Callers who stand before this one.
        public var ahead: Int
        /// Members who are signed in and could ever take the call, free or not.
        public var able: Int

        public init(waited: Duration, ahead: Int, able: Int) {
            self.waited = waited
            self.ahead = ahead
            self.able = able
        }
    }

    /// - Parameter visited: queues in which the caller has been already, so that two queues that overflow into each other
    ///   do not pass a caller back and forth.
    /// - Returns: nil when the caller stays.
    public static func destination(_ situation: Situation, rules: QueueRules, visited: Set<QueueName>) -> QueueOverflow.Destination? {
        rules.overflows.first { applies($0.when, to: situation) && !leadsBack($0.to, visited) }?.to
    }

    /// When waiting longer changes something for this call: its skills relax, or its time here is up.
    public static func nextLook(at call: WaitingCall, enteredAt: Timestamp, rules: QueueRules, after now: Timestamp) -> Timestamp? {
        let ends = rules.overflows.compactMap { overflow -> Timestamp? in
            if case .after(let seconds) = overflow.when { enteredAt + .seconds(seconds) } else { nil }
        }
        let relaxes = SkillNeed.nextRelaxation(of: call, rules: rules, after: now)
        return (ends + [relaxes].compactMap { $0 }).filter { $0 > now }.min()
    }

    private static func applies(_ trigger: QueueOverflow.Trigger, to situation: Situation) -> Bool {
        switch trigger {
        case .after(let seconds): situation.waited >= .seconds(seconds)
        case .full(let waiting): situation.ahead >= waiting && situation.waited == .zero
        case .nobody: situation.able == 0
        }
    }

    private static func leadsBack(_ destination: QueueOverflow.Destination, _ visited: Set<QueueName>) -> Bool {
        if case .queue(let name) = destination { visited.contains(name) } else { false }
    }
}
