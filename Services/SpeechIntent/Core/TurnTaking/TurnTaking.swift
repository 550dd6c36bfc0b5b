import Vocabulary

/// When one party's turn begins and ends, from frames of 20 ms with the likelihood of speech.
///
/// Silence is counted in frames, which arrive with jitter but stand for 20 ms each. An end is sure after a silence whose
/// length depends on the words, as far as they are known: the recogniser is asked at the first pause, so that its answer
/// is there, or nearly, when the silence has lasted.
public struct TurnTaking: Machine {
    public enum Effect: Equatable, Sendable {
        /// Speech has begun, about 60 ms ago.
        case began
        /// A pause that may be the end: recognise what was said so far.
        case paused
        /// It was only a pause: forget what was recognised.
        case continued
        /// The turn is over after so much silence.
        case ended(silence: Duration)
        /// It was a click, no speech.
        case dropped
        /// What the voice over the assistant's words was.
        case judged(Verdict)
    }

    public enum Verdict: Hashable, Sendable {
        /// The caller wants the turn.
        case interruption
        /// A short burst: the assistant goes on, until the words say otherwise.
        case backchannel
        /// Nobody spoke.
        case noise
    }

    struct Speech: Equatable {
        var frames = 0
        var voiced = 0
        var silence = 0
        var isPaused = false
        /// Of the words at this pause; nil while they are not known.
        var completeness: TurnCompleteness?
        /// Of the voice at this pause.
        var ending = VoiceEnding.unclear
    }

    public var policy: TurnPolicy
    /// Nil while nobody speaks.
    private var speech: Speech?
    /// The last four frames, the latest in bit 0.
    private var recent: UInt8 = 0
    /// Since when the assistant is held up by a voice whose meaning is open.
    private var heldUpSince: Instant?

    public init(policy: TurnPolicy = TurnPolicy()) { self.policy = policy }

    public var isSpeaking: Bool { speech != nil }
    /// Whether the meaning of a voice over the assistant's words is open.
    public var isJudging: Bool { heldUpSince != nil }
    public var nextDeadline: Instant? { heldUpSince.map { $0 + policy.judgement } }

    /// 20 ms of sound.
    /// - Parameter likelihood: of speech, 0-1.
    public mutating func heard(_ likelihood: Double, at now: Instant) -> [Effect] {
        let voice = likelihood >= (speech == nil ? policy.onset : policy.release)
        recent = (recent << 1 | (voice ? 1 : 0)) & 0b1111
        return advance(voice) + judge(at: now)
    }

    /// The words of the speech up to the present pause are known; ignored when it has gone on since.
    public mutating func recognised(_ completeness: TurnCompleteness, at now: Instant) -> [Effect] {
        guard speech?.isPaused == true else { return [] }
        speech?.completeness = completeness
        return endIfSilentEnough()
    }

    /// How the voice sounded at the present pause; ignored when it has gone on since.
    public mutating func sounded(_ ending: VoiceEnding) {
        if speech?.isPaused == true { speech?.ending = ending }
    }

    /// The assistant was paused, or should be, because a voice began over its words.
    public mutating func assistantHeldUp(at now: Instant) {
        if heldUpSince == nil { heldUpSince = now }
    }

    public mutating func tick(at now: Instant) -> [Effect] { judge(at: now) }

    // MARK: Speech

    private mutating func advance(_ voice: Bool) -> [Effect] {
        guard var present = speech else { return beginIfVoiced() }
        present.frames += 1
        if voice { present.voiced += 1 }
        let revived = voice && recent.nonzeroBitCount >= 3
        let wentOn = revived && present.isPaused
        if revived {
            present.silence = 0
            present.isPaused = false
            present.completeness = nil
            present.ending = .unclear
        } else if !voice {
            present.silence += present.silence == 0 ? 1 + policy.lag : 1
        }
        speech = present
        return wentOn ? [.continued] : pauseIfDue() + endIfSilentEnough()
    }

    private mutating func beginIfVoiced() -> [Effect] {
        guard recent.nonzeroBitCount >= 3 else { return [] }
        speech = Speech(frames: 4, voiced: recent.nonzeroBitCount)
        return [.began]
    }

    private mutating func pauseIfDue() -> [Effect] {
        guard policy.speculates, let present = speech, !present.isPaused, present.silence >= policy.pause,
            present.voiced >= policy.shortest
        else { return [] }
        speech?.isPaused = true
        return [.paused]
    }

    private mutating func endIfSilentEnough() -> [Effect] {
        guard let present = speech, present.silence >= wantedSilence(present) || present.frames >= policy.longest else { return [] }
        speech = nil
        recent = 0
        return present.voiced < policy.shortest ? [.dropped] : [.ended(silence: .milliseconds(20 * present.silence))]
    }

    /// Words still being recognised are waited for: nothing can be answered without them.
    private func wantedSilence(_ present: Speech) -> Int {
        if !policy.speculates || present.voiced < policy.shortest { return policy.ordinary }
        return policy.frames(for: present.completeness ?? .incomplete, present.completeness == nil ? .unclear : present.ending)
    }

    // MARK: Judgement

    private mutating func judge(at now: Instant) -> [Effect] {
        guard let since = heldUpSince, let verdict = verdict(since: since, at: now) else { return [] }
        heldUpSince = nil
        return [.judged(verdict)]
    }

    private func verdict(since: Instant, at now: Instant) -> Verdict? {
        if let speech, speech.silence >= policy.burstEnd { return .backchannel }
        guard now - since >= policy.judgement else { return nil }
        return speech == nil ? .noise : .interruption
    }
}
