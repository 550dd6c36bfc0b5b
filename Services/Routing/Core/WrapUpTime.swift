import Contracts
import Vocabulary

/// How long an agent has after a call, and how much longer that may become.
public struct WrapUpTime: Sendable, Hashable {
    /// What each wish for more adds.
    public static let step = Duration.seconds(30)

    /// Zero: the next call may come at once.
    public var usual: Duration
    /// With all that was asked for.
    public var most: Duration

    /// - Parameter usual: where the queue says nothing.
    public init(_ rules: QueueRules?, usual: Duration) {
        self.usual = rules?.wrapUp.map { .seconds($0) } ?? usual
        most = max(self.usual, rules?.wrapUpMost.map { .seconds($0) } ?? self.usual * 3)
    }

    /// The work begins.
    /// - Returns: when it ends, and when it ends at the latest; nil where there is none.
    public func begun(at now: Timestamp) -> (until: Timestamp, most: Timestamp)? { usual > .zero ? (now + usual, now + most) : nil }

    /// The agent wants more.
    /// - Returns: when it ends then; nil when it is over, or no more is left.
    public static func extended(from until: Timestamp, most: Timestamp, at now: Timestamp) -> Timestamp? {
        guard now < until, until < most else { return nil }
        return min(until + step, most)
    }
}
