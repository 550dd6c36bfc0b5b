import Vocabulary

/// What is given up first when answers come too late: one step at a time, each dearer to the caller than the one before,
/// and a refusal last of all.
///
/// Stepped by the latency that callers feel, not by processor load: the 95th percentile of the time from the end of a
/// turn to the first sound of the answer, over a window. A step is taken when it was above the objective for the whole of
/// `patience`, and taken back when it was below `relief` of it for `recovery`, so that the ladder does not swing.
public struct AdmissionLadder: Machine, Equatable {
    public enum Step: Int, Comparable, Sendable, CaseIterable {
        case normal
        /// The first warning, told in the log and the figures: the place of speaking only what was synthesised before. Speech takes
        /// no notice of it, and nothing is spared.
        case cachedVoice
        /// The second warning, likewise: the place of a smaller model.
        case smallerModel
        /// New callers are offered to be rung back.
        case callBackOffer
        /// New callers get a menu on the keypad.
        case keypadMenu
        /// New calls are refused: 503 with Retry-After.
        case refusal

        public static func < (left: Step, right: Step) -> Bool { left.rawValue < right.rawValue }
    }

    public enum Effect: Equatable, Sendable {
        case stand(Step)
    }

    public struct Objective: Equatable, Sendable {
        public var latency: Duration
        public var patience: Duration
        public var recovery: Duration
        /// Share of the objective below which it counts as met with something to spare.
        public var relief: Double
        public init(latency: Duration = .milliseconds(1500), patience: Duration = .seconds(5), recovery: Duration = .seconds(30), relief: Double = 0.7) {
            self.latency = latency
            self.patience = patience
            self.recovery = recovery
            self.relief = relief
        }
    }

    private enum Trend: Equatable {
        /// Neither too slow nor with something to spare.
        case steady
        case slow(since: Instant)
        case easy(since: Instant)
    }

    private let objective: Objective
    public private(set) var step = Step.normal
    private var trend = Trend.steady

    public init(_ objective: Objective = Objective()) { self.objective = objective }

    /// When the present trend, if it goes on, leads to another step.
    public var nextDeadline: Instant? {
        switch trend {
        case .steady: nil
        case .slow(let since): step == .refusal ? nil : since + objective.patience
        case .easy(let since): step == .normal ? nil : since + objective.recovery
        }
    }

    /// The 95th percentile of the last window; nil when no turn was answered in it, which is no reason to stay on the ladder.
    public mutating func measured(_ latency: Duration?, at now: Instant) -> [Effect] {
        let due = tick(at: now)
        let seen = latency ?? .zero
        if seen > objective.latency {
            if case .slow = trend {} else { trend = .slow(since: now) }
        } else if seen.milliseconds < objective.latency.milliseconds * objective.relief {
            if case .easy = trend {} else { trend = .easy(since: now) }
        } else {
            trend = .steady
        }
        return due
    }

    public mutating func tick(at now: Instant) -> [Effect] {
        guard let deadline = nextDeadline, now >= deadline else { return [] }
        switch trend {
        case .steady: return []
        case .slow:
            step = Step(rawValue: step.rawValue + 1) ?? step
            trend = .slow(since: now)
        case .easy:
            step = Step(rawValue: step.rawValue - 1) ?? step
            trend = .easy(since: now)
        }
        return [.stand(step)]
    }
}
