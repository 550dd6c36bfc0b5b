import Vocabulary

/// From the caller's last sound to the assistant's first, and whose time it was. The parts add up to the total.
public struct TurnLatency: Equatable, Sendable {
    public var total: Duration
    /// Silence that was waited for to be sure of the turn's end.
    public var turnEnd: Duration
    /// The recogniser's compute, as far as it was waited for after that.
    public var recognition: Duration
    /// The synthesiser's compute for the first sound.
    public var synthesis: Duration
    /// Everything else, waiting for an engine included: ours.
    public var own: Duration
}

/// Keeps the times of one turn until its first sound is heard.
struct TurnClock: Sendable {
    private struct Answer {
        var turn: Turn
        var saidAt: Instant
        var synthesis: Duration?
    }
    struct Turn {
        /// The caller's last sound.
        var stoppedAt: Instant
        var turnEnd: Duration
        var recognition = Duration.zero
    }

    private var turn: Turn?
    private var answers: [UInt32: Answer] = [:]
    private(set) var finished: [UInt32: TurnLatency] = [:]

    /// A turn is over, or would be if its words were known.
    mutating func turnEnded(stoppedAt: Instant, turnEnd: Duration) { turn = Turn(stoppedAt: stoppedAt, turnEnd: turnEnd) }

    /// Its words are known; the compute counts from when the end was sure.
    mutating func wordsKnown(compute: Duration, at now: Instant) {
        guard let known = turn else { return }
        turn?.recognition = max(.zero, min(compute, now - (known.stoppedAt + known.turnEnd)))
    }

    /// The first thing said after a turn answers it.
    mutating func said(_ generation: UInt32, at now: Instant) {
        guard let turn else { return }
        answers[generation] = Answer(turn: turn, saidAt: now)
        self.turn = nil
        if answers.count > 8 { answers = answers.filter { $0.key + 8 > generation } }
    }

    mutating func pieceMade(_ generation: UInt32, compute: Duration, at now: Instant) {
        guard let answer = answers[generation], answer.synthesis == nil else { return }
        answers[generation]?.synthesis = min(compute, now - answer.saidAt)
    }

    /// The first sound of a generation left at this instant.
    mutating func sounded(_ generation: UInt32, at instant: Instant) {
        guard let answer = answers.removeValue(forKey: generation) else { return }
        let synthesis = answer.synthesis ?? .zero
        let total = instant - answer.turn.stoppedAt
        finished[generation] = TurnLatency(
            total: total, turnEnd: answer.turn.turnEnd, recognition: answer.turn.recognition, synthesis: synthesis,
            own: total - answer.turn.turnEnd - answer.turn.recognition - synthesis)
    }

    mutating func take(_ generation: UInt32) -> TurnLatency? { finished.removeValue(forKey: generation) }
}
