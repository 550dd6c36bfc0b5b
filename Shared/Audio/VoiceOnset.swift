/// Hears that a caller has begun to speak, before the recogniser could: what pauses the assistant on the wire.
///
/// Works on 10 ms of telephone sound at a time. A frame is loud when it stands a margin above the line's noise floor
/// (the quietest stretch of the last 1.6 s) and above what may be the echo of our own voice; voice begins with a run of
/// loud frames, and ends with a hang-over of quiet ones, after which it can begin again. A click is too short for a run,
/// steady noise becomes the floor, and echo is learnt: while we speak, what comes back sets the coupling.
public struct VoiceOnset: Sendable {
    public struct Settings: Equatable, Sendable {
        /// A loud frame stands so far above the noise floor, in dB.
        public var margin: Float = 12
        /// And so far above the expected echo, in dB.
        public var echoMargin: Float = 6
        /// And is never quieter than this, in dB relative to full scale.
        public var quietest: Float = -45
        /// Echo expected before any was heard: returned level relative to the level sent, in dB.
        public var initialCoupling: Float = -20
        /// Frames of 10 ms that make voice.
        public var run = 6
        /// Frames of 10 ms without any that end it.
        public var hangOver = 30
        public init() {}
    }

    /// Samples in a frame: 10 ms at 8 kHz.
    public static let frame = 80

    public private(set) var speaking = false
    private let margin: Float, echoMargin: Float, quietest: Float
    private let run: Int, hangOver: Int
    private var floor: NoiseFloor
    private var echo: EchoCoupling
    private var loud = 0
    private var quiet = 0

    public init(_ settings: Settings = Settings()) {
        margin = Level.power(decibels: settings.margin)
        echoMargin = Level.power(decibels: settings.echoMargin)
        quietest = Level.power(decibels: settings.quietest)
        run = max(1, settings.run)
        hangOver = max(1, settings.hangOver)
        floor = NoiseFloor()
        echo = EchoCoupling(initial: Level.power(decibels: settings.initialCoupling))
    }

    /// What we sent in the same 10 ms, as power; 0 when we were silent.
    public mutating func sent(power: Float) { echo.sent(power) }

    /// 10 ms of the caller's sound came.
    /// - Returns: true when voice begins with it.
    public mutating func heard(power: Float) -> Bool {
        let background = floor.observe(power)
        let expected = echo.expected
        let isLoud = power > quietest && power > background * margin && power > expected * echoMargin
        if !speaking { echo.observe(power) }
        return isLoud ? heardLoud() : heardQuiet()
    }

    private mutating func heardLoud() -> Bool {
        quiet = 0
        loud += 1
        guard !speaking, loud >= run else { return false }
        speaking = true
        return true
    }

    private mutating func heardQuiet() -> Bool {
        quiet += 1
        // One quiet frame does not break a run: syllables have gaps.
        loud = quiet > 1 ? 0 : max(0, loud - 1)
        if quiet >= hangOver { speaking = false }
        return false
    }
}
