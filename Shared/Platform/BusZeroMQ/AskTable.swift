import Contracts
import Vocabulary

/// Questions that wait for an answer. Pure but for the continuations it keeps.
struct AskTable {
    typealias Continuation = CheckedContinuation<Result<[UInt8], RequestFailure>, Never>
    struct Ask {
        var name: String
        var peer: InstanceID
        var deadline: Instant
        /// Libzmq has taken it: from then on it may have had effect.
        var sent: Bool
        var continuation: Continuation
    }

    private var asks: [UInt64: Ask] = [:]
    private var correlation: UInt64 = 0
    /// Not later than the earliest deadline: answered questions leave it early, and the next expiry puts it right.
    private(set) var nextDeadline: Instant?

    var count: Int { asks.count }

    /// A name for the next question, known before it waits so that it can be cancelled at any time.
    mutating func nextCorrelation() -> UInt64 {
        correlation += 1
        return correlation
    }

    mutating func insert(_ ask: Ask, as correlation: UInt64) {
        asks[correlation] = ask
        nextDeadline = min(nextDeadline ?? ask.deadline, ask.deadline)
    }

    func contains(_ correlation: UInt64) -> Bool { asks[correlation] != nil }
    mutating func wasSent(_ correlation: UInt64) { asks[correlation]?.sent = true }

    /// The question, if it still waits and was put to that peer: nobody answers for another.
    mutating func remove(_ correlation: UInt64, from peer: InstanceID) -> Ask? {
        asks[correlation]?.peer == peer ? asks.removeValue(forKey: correlation) : nil
    }
    mutating func remove(_ correlation: UInt64) -> Ask? { asks.removeValue(forKey: correlation) }

    mutating func removeExpired(at now: Instant) -> [UInt64: Ask] {
        guard let nextDeadline, nextDeadline <= now else { return [:] }
        return remove { $0.deadline <= now }
    }

    mutating func remove(_ condition: (Ask) -> Bool) -> [UInt64: Ask] {
        let gone = asks.filter { condition($0.value) }
        for correlation in gone.keys { asks[correlation] = nil }
        nextDeadline = asks.values.map(\.deadline).min()
        return gone
    }
}
