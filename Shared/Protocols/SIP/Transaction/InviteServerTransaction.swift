import Vocabulary

/// RFC 3261 §17.2.1 with the Accepted state of RFC 6026 §7.1.
struct InviteServerTransaction: Machine {
    typealias Effect = TransactionEffect

    private enum State: Sendable {
        /// Can transition to `accepted`, `completed`.
        case proceeding(provisional: [UInt8]?)
        /// 2xx sent; the call retransmits it. Can transition to `terminated` by timer L.
        case accepted(timerL: Instant)
        /// 300-699 sent. Can transition to `confirmed` by ACK, `terminated` by timer H.
        case completed(final: [UInt8], timerG: Instant?, interval: Duration, timerH: Instant)
        /// Absorbs further ACKs. Can transition to `terminated` by timer I.
        case confirmed(timerI: Instant)
        case terminated
    }

    private let timers: SIPTimers
    private let isReliable: Bool
    private var state = State.proceeding(provisional: nil)

    init(timers: SIPTimers, isReliable: Bool) {
        self.timers = timers
        self.isReliable = isReliable
    }

    var isTerminated: Bool { if case .terminated = self.state { true } else { false } }
    var isProceeding: Bool { if case .proceeding = self.state { true } else { false } }
    var isUnanswered: Bool { if case .proceeding(nil) = self.state { true } else { false } }
    var isAccepted: Bool { if case .accepted = self.state { true } else { false } }

    var nextDeadline: Instant? {
        switch self.state {
        case .proceeding, .terminated: nil
        case .accepted(let timerL): timerL
        case .completed(_, let timerG, _, let timerH): timerG.map { min($0, timerH) } ?? timerH
        case .confirmed(let timerI): timerI
        }
    }

    mutating func responseSent(_ bytes: [UInt8], status: Int, at now: Instant) -> [Effect] {
        switch self.state {
        case .proceeding where status < 200:
            self.state = .proceeding(provisional: bytes)
        case .proceeding where status < 300:
            self.state = .accepted(timerL: now + self.timers.transactionTimeout)
        case .proceeding:
            let timerG = self.isReliable ? nil : now + self.timers.t1
            self.state = .completed(final: bytes, timerG: timerG, interval: self.timers.t1, timerH: now + self.timers.transactionTimeout)
        case .accepted where (200..<300).contains(status):
            break
        case .accepted, .completed, .confirmed, .terminated:
            return []
        }
        return [.send(bytes)]
    }

    /// The INVITE came again.
    func requestRetransmitted() -> [Effect] {
        switch self.state {
        case .proceeding(let provisional): provisional.map { [.send($0)] } ?? []
        case .completed(let final, _, _, _): [.send(final)]
        case .accepted, .confirmed, .terminated: []
        }
    }

    /// The ACK to a 300-699.
    mutating func ackReceived(at now: Instant) -> [Effect] {
        if case .completed = self.state {
            self.state = self.isReliable ? .terminated : .confirmed(timerI: now + self.timers.t4)
        }
        return []
    }

    mutating func tick(at now: Instant) -> [Effect] {
        switch self.state {
        case .completed(_, _, _, let timerH) where timerH <= now:
            self.state = .terminated
            return [.timedOut]
        case .completed(let final, let timerG?, let interval, let timerH) where timerG <= now:
            let next = min(interval * 2, self.timers.t2)
            self.state = .completed(final: final, timerG: now + next, interval: next, timerH: timerH)
            return [.send(final)]
        case .accepted(let deadline) where deadline <= now, .confirmed(let deadline) where deadline <= now:
            self.state = .terminated
            return []
        case .proceeding, .accepted, .completed, .confirmed, .terminated:
            return []
        }
    }
}
