import Vocabulary

/// How late the phone's own packets left, against its 20 ms grid: what a caller must know of itself before it blames
/// the other side.
public struct SendSlip: Equatable, Sendable {
    public private(set) var packets = 0
    public private(set) var worst = Duration.zero
    /// Packets that left more than 5 ms late.
    public private(set) var late = 0
    private var total = Duration.zero
    private static let tolerance = Duration.milliseconds(5)

    public init() {}

    mutating func sent(due: Instant, at now: Instant) {
        let slip = max(.zero, now - due)
        self.packets += 1
        self.total += slip
        self.worst = max(self.worst, slip)
        if slip > Self.tolerance { self.late += 1 }
    }

    public var mean: Duration { self.packets == 0 ? .zero : self.total / self.packets }
}
