/// What is known when an utterance is read.
public struct UnderstandingContext: Codable, Equatable, Sendable {
    /// The day to which 明天 and 下周三 relate.
    public var today: CalendarDate
    /// What the assistant has just asked for: a bare number is then of this type.
    public var expecting: EntityType?
    /// The assistant has just asked a yes-or-no question.
    public var awaitsConfirmation: Bool
    public var voice: VoiceTone?

    public init(
        today: CalendarDate, expecting: EntityType? = nil, awaitsConfirmation: Bool = false, voice: VoiceTone? = nil
    ) {
        self.today = today
        self.expecting = expecting
        self.awaitsConfirmation = awaitsConfirmation
        self.voice = voice
    }
}

/// How the voice differs from the same caller's calm speech, in standard deviations (0: as before).
public struct VoiceTone: Codable, Equatable, Sendable {
    public var pitch: Double
    public var energy: Double
    public var rate: Double

    public init(pitch: Double = 0, energy: Double = 0, rate: Double = 0) {
        self.pitch = pitch
        self.energy = energy
        self.rate = rate
    }
}
