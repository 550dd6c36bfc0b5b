import Vocabulary

/// RFC 3261 §17.1.1 with the Accepted state of RFC 6026 §7.2.
struct InviteClientTransaction: Machine {
    typealias Effect = TransactionEffect

    private enum State: Sendable {
        /// Can transition to `proceeding`, `accepted`, `completed`, `terminated` by timer B.
        case calling(timerA: Instant?, interval: Duration, timerB: Instant)
        /// A peer that stays silent after a provisional response is not waited for longer than any call may ring.
        /// Can transition to `accepted`, `completed`, `terminated`.
        case proceeding(ends: Instant)
        /// Further 2xx of other branches go to the user. Can transition to `terminated` by timer M.
        case accepted(timerM: Instant)
        /// Answers retransmitted refusals with the same ACK. Can transition to `terminated` by timer D.
        case completed(ack: [UInt8], timerD: Instant)
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
        self.state = .calling(timerA: isReliable ? nil : now + timers.t1, interval: timers.t1, timerB: now + timers.transactionTimeout)
    }

    var isUnanswered: Bool { if case .calling = self.state { true } else { false } }
    var isTerminated: Bool { if case .terminated = self.state { true } else { false } }

    var nextDeadline: Instant? {
        switch self.state {
        case .calling(let timerA, _, let timerB): timerA.map { min($0, timerB) } ?? timerB
        case .terminated: nil
        case .proceeding(let deadline), .accepted(let deadline), .completed(_, let deadline): deadline
        }
    }

    /// - Parameter ack: makes the ACK of §17.1.1.3 when the response is a refusal.
    mutating func responseReceived(status: Int, ack: () -> [UInt8], at now: Instant) -> [Effect] {
        switch self.state {
        case .calling, .proceeding:
            if status < 200 { self.state = .proceeding(ends: now + self.timers.inviteTimeout + self.timers.transactionTimeout); return [.deliver] }
            if status < 300 { self.state = .accepted(timerM: now + self.timers.transactionTimeout); return [.deliver] }
            let bytes = ack()
            self.state = self.isReliable ? .terminated : .completed(ack: bytes, timerD: now + self.timers.responseWait)
            return [.send(bytes), .deliver]
        case .accepted:
            return (200..<300).contains(status) ? [.deliver] : []
        case .completed(let bytes, _):
            return status >= 300 ? [.send(bytes)] : []
        case .terminated:
            return []
        }
    }

    mutating func tick(at now: Instant) -> [Effect] {
        switch self.state {
        case .calling(_, _, let timerB) where timerB <= now, .proceeding(let timerB) where timerB <= now:
            self.state = .terminated
            return [.timedOut]
        case .calling(let timerA?, let interval, let timerB) where timerA <= now:
            self.state = .calling(timerA: now + interval * 2, interval: interval * 2, timerB: timerB)
            return [.send(self.request)]
        case .accepted(let deadline) where deadline <= now, .completed(_, let deadline) where deadline <= now:
            self.state = .terminated
            return []
        case .calling, .proceeding, .accepted, .completed, .terminated:
            return []
        }
    }
}
