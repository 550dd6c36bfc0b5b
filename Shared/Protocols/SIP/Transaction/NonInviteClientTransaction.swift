import Vocabulary

/// RFC 3261 §17.1.2.
struct NonInviteClientTransaction: Machine {
    typealias Effect = TransactionEffect

    private enum State: Sendable {
        /// Can transition to `proceeding`, `completed`, `terminated` by timer F.
        case trying(timerE: Instant?, interval: Duration, timerF: Instant)
        /// Can transition to `completed`, `terminated` by timer F.
        case proceeding(timerE: Instant?, timerF: Instant)
        /// Can transition to `terminated` by timer K.
        case completed(timerK: Instant)
        case terminated
    }

    private let timers: SIPTimers
    private let isReliable: Bool
    private let request: [UInt8]
    private var state: State

    /// The caller sends the request once; the transaction repeats it.
    init(request: [UInt8], timers: SIPTimers, isReliable: Bool, at now: Instant) {
        self.timers = timers
        self.isReliable = isReliable
        self.request = request
        self.state = .trying(timerE: isReliable ? nil : now + timers.t1, interval: timers.t1, timerF: now + timers.transactionTimeout)
    }

    var isUnanswered: Bool { if case .trying = self.state { true } else { false } }
    var isTerminated: Bool { if case .terminated = self.state { true } else { false } }

    var nextDeadline: Instant? {
        switch self.state {
        case .trying(let timerE, _, let timerF), .proceeding(let timerE, let timerF): timerE.map { min($0, timerF) } ?? timerF
        case .completed(let timerK): timerK
        case .terminated: nil
        }
    }

    mutating func responseReceived(status: Int, at now: Instant) -> [Effect] {
        switch self.state {
        case .trying(let timerE, _, let timerF), .proceeding(let timerE, let timerF):
            if status < 200 {
                self.state = .proceeding(timerE: timerE, timerF: timerF)
            } else {
                self.state = self.isReliable ? .terminated : .completed(timerK: now + self.timers.t4)
            }
            return [.deliver]
        case .completed, .terminated:
            return []
        }
    }

    mutating func tick(at now: Instant) -> [Effect] {
        switch self.state {
        case .trying(_, _, let timerF) where timerF <= now, .proceeding(_, let timerF) where timerF <= now:
            self.state = .terminated
            return [.timedOut]
        case .trying(let timerE?, let interval, let timerF) where timerE <= now:
            let next = min(interval * 2, self.timers.t2)
            self.state = .trying(timerE: now + next, interval: next, timerF: timerF)
            return [.send(self.request)]
        case .proceeding(let timerE?, let timerF) where timerE <= now:
            self.state = .proceeding(timerE: now + self.timers.t2, timerF: timerF)
            return [.send(self.request)]
        case .completed(let timerK) where timerK <= now:
            self.state = .terminated
            return []
        case .trying, .proceeding, .completed, .terminated:
            return []
        }
    }
}
