import Vocabulary

/// How long callers have waited for the assistant's answers lately.
public struct AnswerLatencies: Equatable, Sendable {
    /// A 95th percentile of fewer is the slowest one: it says nothing.
    public static let fewest = 20
    /// The newest so many are kept.
    public static let most = 2_000
    public static let window = Duration.seconds(30)

    private struct Answer: Equatable {
        var at: Instant
        var latency: Duration
    }
    private var answers: [Answer] = []

    public init() {}

    public mutating func answered(after latency: Duration, at now: Instant) {
        answers.append(Answer(at: now, latency: max(.zero, latency)))
        if answers.count > Self.most { answers.removeFirst(answers.count - Self.most) }
    }

    /// - Returns: nil when there were too few in the window to tell.
    public mutating func percentile95(at now: Instant) -> Duration? {
        answers.removeAll { $0.at + Self.window <= now }
        guard answers.count >= Self.fewest else { return nil }
        let sorted = answers.map(\.latency).sorted()
        return sorted[(sorted.count * 95 - 1) / 100]
    }
}
