import Vocabulary

/// RFC 3261 §17.2.2.
struct NonInviteServerTransaction: Machine {
    typealias Effect = TransactionEffect

    private enum State: Sendable {
        /// Can transition to `proceeding`, `completed`.
        case trying
        /// Can transition to `completed`.
        case proceeding([UInt8])
        /// Can transition to `terminated` by timer J.
        case completed([UInt8], timerJ: Instant)
        case terminated
    }

    private let timers: SIPTimers
    private let isReliable: Bool
    private var state = State.trying

    init(timers: SIPTimers, isReliable: Bool) {
        self.timers = timers
        self.isReliable = isReliable
    }

    var isTerminated: Bool { if case .terminated = self.state { true } else { false } }

    var nextDeadline: Instant? {
        if case .completed(_, let timerJ) = self.state { return timerJ }
        return nil
    }

    mutating func responseSent(_ bytes: [UInt8], status: Int, at now: Instant) -> [Effect] {
        switch self.state {
        case .trying, .proceeding:
            if status < 200 {
                self.state = .proceeding(bytes)
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
        case .proceeding(let bytes), .completed(let bytes, _): [.send(bytes)]
        }
    }

    mutating func tick(at now: Instant) -> [Effect] {
        if case .completed(_, let timerJ) = self.state, timerJ <= now { self.state = .terminated }
        return []
    }
}
