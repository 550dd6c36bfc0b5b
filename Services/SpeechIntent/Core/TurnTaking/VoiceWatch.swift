import Vocabulary

/// Notices that the voice stands still while words wait for it.
struct VoiceWatch: Sendable {
    /// What was last seen of the generation that is being said.
    private struct Seen: Equatable {
        var generation: UInt32
        var made: Int
        var played: Int
    }

    /// When the line would become too quiet.
    private(set) var due: Instant?
    private var seen: Seen?
    /// Steps taken since the voice last said something.
    var rung = 0

    /// From the last sound to the first of the answer; what is played here sounds 20 ms later.
    static let patience = Duration.milliseconds(1850)
    /// Marks of what was played come every half second.
    static let betweenPieces = Duration.milliseconds(1300)
    /// The voice has at least so long, however late its words were found.
    static let least = Duration.milliseconds(140)
    /// The caller is speaking: nothing is put in.
    static let postponed = Duration.milliseconds(500)

    /// - Parameters:
    ///   - head: what is being said; nil when nothing is, or all its sound is made.
    ///   - quietSince: the last sound before its words were found.
    mutating func look(at head: OutgoingSpeech?, quietSince: Instant?, at now: Instant) {
        guard let head else {
            (due, seen, rung) = (nil, nil, 0)
            return
        }
        let present = Seen(generation: head.generation, made: head.made, played: head.played)
        guard present != seen else { return }
        if seen?.generation != present.generation { rung = 0 }
        seen = present
        let left = max(0, present.made - present.played)
        due = left > 0 ? now + .milliseconds(20 * left) + Self.betweenPieces : max((quietSince ?? now) + Self.patience, now + Self.least)
    }

    mutating func postpone(at now: Instant) { due = now + Self.postponed }
}

/// Which of the voices that were asked says a generation.
struct VoiceWork: Sendable {
    /// The one that spoke first since the last was asked.
    var speaker: Int?
    var pending = 1
    /// Any of them has said something.
    var isVoiced = false
}
