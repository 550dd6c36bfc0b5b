import Audio
import Contracts
import SpeechIntentCore
import Vocabulary

/// One call on this instance: its machine, its detectors, and what has come and gone on the stream.
struct LiveCall {
    let header: CallHeader
    let industry: Industry
    var machine: SpokenCall
    private var caller: PartyFrames
    private var agent: PartyFrames
    /// Nothing may leave before the gateway knows the handle: it shows by its first message.
    var isOpen = false
    var withheld: [SpeechStream] = []
    let startedAt: Instant
    var heardAt: Instant
    let facts: AsyncStream<FactWriter.Entry>.Continuation
    let snapshots: AsyncStream<ConversationState>.Continuation
    /// Generations up to this are not wanted any more.
    var unwanted: UInt32 = 0

    init(
        _ header: CallHeader, _ industry: Industry, _ machine: SpokenCall, activity: [any VoiceActivity], at now: Instant,
        facts: AsyncStream<FactWriter.Entry>.Continuation, snapshots: AsyncStream<ConversationState>.Continuation
    ) {
        self.header = header
        self.industry = industry
        self.machine = machine
        caller = PartyFrames(activity[0])
        agent = PartyFrames(activity[1])
        startedAt = now
        heardAt = now
        self.facts = facts
        self.snapshots = snapshots
    }

    mutating func step(_ stimulus: (inout SpokenCall, Instant) -> [SpokenCall.Effect], at now: Instant) -> [SpokenCall.Effect] { stimulus(&machine, now) }

    /// A frame has come: missing ones before it are heard as silence, late ones not at all.
    /// - Returns: what the machine wants, and how many frames were missing.
    mutating func heard(_ frame: AudioFrame, at now: Instant) -> (effects: [SpokenCall.Effect], missing: Int) {
        heardAt = now
        let sounds = frame.party == .caller ? caller.sounds(of: frame) : agent.sounds(of: frame)
        var effects: [SpokenCall.Effect] = []
        for sound in sounds { effects += machine.heard(frame.party, sound.samples, likelihood: sound.likelihood, at: now) }
        return (effects, max(0, sounds.count - 1))
    }
}

/// The frames of one party, in order.
struct PartyFrames {
    struct Sound {
        var samples: [Int16]
        var likelihood: Double
    }

    /// More than this in a row was not lost but a new beginning.
    private static let concealed = 25
    private var activity: any VoiceActivity
    private var next: UInt32 = 0
    private var last = 0.0

    init(_ activity: any VoiceActivity) { self.activity = activity }

    mutating func sounds(of frame: AudioFrame) -> [Sound] {
        guard frame.seq >= next, frame.alaw.count == SpeechOutlet.frame else { return [] }
        let missing = next == 0 ? 0 : Int(frame.seq - next)
        next = frame.seq &+ 1
        let gap = [Sound](repeating: Sound(samples: [Int16](repeating: 0, count: SpeechOutlet.frame), likelihood: last), count: missing <= Self.concealed ? missing : 0)
        let samples = frame.alaw.map { G711.linearOfALaw[Int($0)] }
        last = activity.heard(samples)
        return gap + [Sound(samples: samples, likelihood: last)]
    }
}
