import Vocabulary

/// RFC 3261 §17.2.2.
struct NonInviteServerTransaction: Machine {
    typealias Effect = TransactionEffect

    private enum State: Sendable {
        /// Can transition to `proceeding`, `completed`; to `terminated` when its user never answers: the client's timer F
        /// has run out by then.
        case trying(ends: Instant)
        /// Can transition to `completed`, `terminated`.
        case proceeding([UInt8], ends: Instant)
        /// Can transition to `terminated` by timer J.
        case completed([UInt8], timerJ: Instant)
        case terminated
    }

    private let timers: SIPTimers
    private let isReliable: Bool
    private var state: State

    init(timers: SIPTimers, isReliable: Bool, at now: Instant) {
        self.timers = timers
        self.isReliable = isReliable
        self.state = .trying(ends: now + timers.transactionTimeout)
    }

    var isTerminated: Bool { if case .terminated = self.state { true } else { false } }

    var nextDeadline: Instant? {
        switch self.state {
        case .trying(let deadline), .proceeding(_, let deadline), .completed(_, let deadline): deadline
        case .terminated: nil
        }
    }

    mutating func responseSent(_ bytes: [UInt8], status: Int, at now: Instant) -> [Effect] {
        switch self.state {
        case .trying(let ends), .proceeding(_, let ends):
            if status < 200 {
                self.state = .proceeding(bytes, ends: ends)
            } else {
                self.state = self.isReliable ? .terminated : .completed(bytes, timerJ: now + self.timers.transactionTimeout)
            }
            return [.send(bytes)]
        case .completed, .terminated:
            return []
        }
    }

    func requestRetransmitted() -> [Effect] {
        switch self.state {
        case .trying, .terminated: []
        case .proceeding(let bytes, _), .completed(let bytes, _): [.send(bytes)]
        }
    }

    mutating func tick(at now: Instant) -> [Effect] {
        if let deadline = self.nextDeadline, deadline <= now { self.state = .terminated }
        return []
    }
}
