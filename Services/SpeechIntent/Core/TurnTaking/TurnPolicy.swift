/// How long a turn of the caller is waited for; durations in frames of 20 ms.
public struct TurnPolicy: Hashable, Sendable {
    /// Likelihood at and above which a frame begins speech, 0-1.
    public var onset = 0.5
    /// Likelihood at and above which speech goes on, 0-1; lower than `onset`, so that a soft syllable does not end it.
    public var release = 0.35
    /// Silence that has passed already when a frame is first without speech: detectors hold on at the end of a word.
    public var lag = 0
    /// After so much silence what was said so far is recognised already, in case the turn is over.
    public var pause = 15
    /// Silence that ends a turn whose words look complete.
    public var complete = 24
    /// Silence that ends a turn of which nothing is known.
    public var ordinary = 33
    /// Silence that ends a turn whose words want more: a filler, half a number.
    public var incomplete = 60
    /// Taken off `ordinary` when the voice sinks, or climbs as a question does.
    public var finishing = 8
    /// Put on `ordinary` and `incomplete` while the voice is held.
    public var holding = 12
    /// No turn is longer: the rest is the next one.
    public var longest = 1250
    /// Less voice than this was no speech.
    public var shortest = 6
    /// Voice over the assistant's words that still lasts after this is an interruption.
    public var judgement = Duration.milliseconds(600)
    /// Silence after a short burst that makes it a backchannel.
    public var burstEnd = 10
    /// Whether what was said is recognised before its end is sure.
    public var speculates = true

    public init() {}

    /// The silence that ends a turn with such words, in such a voice.
    public func silence(for completeness: TurnCompleteness, _ ending: VoiceEnding = .unclear) -> Duration { .milliseconds(20 * frames(for: completeness, ending)) }

    /// Words decide first: a closed question is over however it is sung, and half a number is half in any voice.
    func frames(for completeness: TurnCompleteness, _ ending: VoiceEnding) -> Int {
        switch (completeness, ending) {
        case (.complete, _): complete
        case (.ordinary, .falling), (.ordinary, .rising): max(complete, ordinary - finishing)
        case (.ordinary, .held): ordinary + holding
        case (.ordinary, .unclear): ordinary
        case (.incomplete, .held): incomplete + holding
        case (.incomplete, _): incomplete
        }
    }

    /// For two people who talk to each other: nobody waits for the words.
    public static var overheard: TurnPolicy {
        var policy = TurnPolicy()
        policy.ordinary = 40
        policy.speculates = false
        return policy
    }
}
