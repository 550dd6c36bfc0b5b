import Contracts
import Vocabulary

/// One party's sound, cut into utterances, and the recognitions asked for.
struct PartyEar: Sendable {
    let party: AudioFrame.Party
    var turns: TurnTaking
    private var buffer = UtteranceBuffer()
    /// The recognition of the pause that goes on.
    var speculation: Int?
    /// How the voice sounded at that pause.
    var ending = VoiceEnding.unclear
    /// Its answer, when it came before the turn's end was sure.
    var early: Recognised?
    /// The last that was asked for.
    var listening: Listening?
    /// Recognitions of turns that are over, whose words are still to come.
    var awaited: [Int: Ended] = [:]
    /// Words that came when their speaker had gone on.
    var held: HeardUtterance?
    var isOverlapping = false
    private(set) var baseline = VoiceBaseline()

    struct Ended: Sendable {
        var duration: Duration
        var isOverlapping: Bool
    }

    init(_ party: AudioFrame.Party, policy: TurnPolicy) {
        self.party = party
        turns = TurnTaking(policy: policy)
    }

    /// What the calm voice is like is learnt from what was said calmly.
    mutating func learn(from words: Recognised) {
        if let voice = words.voice, words.understood.anger < 40 { baseline.heardCalm(voice) }
    }

    mutating func append(_ samples: [Int16]) { buffer.append(samples) }
    mutating func open() { buffer.open() }
    mutating func close() {
        buffer.close()
        speculation = nil
        early = nil
    }

    var samples: [Int16] { buffer.utterance }
    var duration: Duration { .microseconds(125 * buffer.utterance.count) }
}
