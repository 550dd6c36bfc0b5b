import Contracts
import Vocabulary

/// What the assistant says to one caller, frame by frame: generations queue up, pause when the caller speaks, go on or
/// are thrown away, and are accounted for.
///
/// `next` answers one frame each 20 ms; everything that the speech instance must learn of it waits in `controls`.
public struct PlayOut: Sendable {
    public struct Settings: Equatable, Sendable {
        /// Frames that may be on their way or waiting, for each generation; the contract begins with 250.
        public var credit: UInt32 = 250
        /// Frames between two play-out marks.
        public var markEvery: UInt32 = 25
        /// Frames kept at most over all generations; more is a peer that ignores its credit.
        public var capacity = 1000
        /// How long the end of a conversation waits for words that were announced and do not come.
        public var patience = Duration.seconds(10)
        /// A pause that nobody decides on ends by itself.
        public var longestPause = Duration.seconds(3)
        public init() {}
    }

    /// What follows when all that was said has been played.
    public enum Afterwards: Equatable, Sendable {
        case hangUp
        case connectDuty(number: [UInt8])
    }

    private let settings: Settings
    private var waiting = FrameQueue()
    private var current: Progress?
    private var afterwards: Ending?
    /// Frames of this and older generations are refused.
    private var flushed: UInt32 = 0
    private var finished: UInt32 = 0
    private var pausedUntil: Instant?
    /// Frames that came beyond the bound, out of order or for a generation thrown away.
    public private(set) var refused = 0
    /// Ticks at which a generation had begun and its next frame had not come.
    public private(set) var starved = 0
    /// To be sent to the speech instance, in order.
    public var controls: [StreamControl] = []

    private struct Ending {
        var generation: UInt32
        var what: Afterwards
        var deadline: Instant
    }

    private struct Progress {
        var generation: UInt32
        var played: UInt32 = 0
    }

    public init(_ settings: Settings = Settings()) { self.settings = settings }

    public var isPaused: Bool { pausedUntil != nil }
    public var isIdle: Bool { current == nil && waiting.isEmpty }

    // MARK: From the speech instance

    public mutating func frameReceived(_ frame: SpeechFrame) {
        guard frame.generation > flushed, waiting.count < settings.capacity, waiting.accepts(frame, from: current?.generation ?? finished + 1) else {
            refused += 1
            return
        }
        waiting.append(frame)
    }

    public mutating func resumed(_ generation: UInt32) {
        if current?.generation == generation || current == nil { pausedUntil = nil }
    }

    public mutating func flushed(_ generation: UInt32) {
        flushed = max(flushed, generation)
        pausedUntil = nil
        if let current, current.generation <= generation { finish(current) }
        for dropped in waiting.removeAll(upTo: generation) where dropped > finished {
            finish(Progress(generation: dropped))
        }
    }

    /// The conversation ends with what has been said up to this generation.
    public mutating func ends(after generation: UInt32, with what: Afterwards, at now: Instant) {
        afterwards = Ending(generation: generation, what: what, deadline: now + settings.patience)
    }

    // MARK: From the caller's line

    /// The caller began to speak: nothing more is played until `resumed` or `flushed`.
    public mutating func voiceBegan(at now: Instant) {
        controls.append(.voiceOnset(generation: current?.generation ?? 0, frames: current?.played ?? 0))
        if current != nil || !waiting.isEmpty { pausedUntil = now + settings.longestPause }
    }

    /// The frame to send now; nil for silence.
    public mutating func next(at now: Instant) -> SpeechFrame? {
        if let pausedUntil, now >= pausedUntil { self.pausedUntil = nil }
        guard pausedUntil == nil else { return nil }
        guard let frame = waiting.popFirst() else {
            if current != nil { starved += 1 }
            return nil
        }
        play(frame)
        afterwards?.deadline = now + settings.patience
        return frame
    }

    /// Nobody can hear what is said: the end waits.
    public mutating func waited(at now: Instant) { afterwards?.deadline = now + settings.patience }

    /// Says once that everything has been played and what follows.
    public mutating func takeAfterwards(at now: Instant) -> Afterwards? {
        guard let ending = afterwards, max(finished, flushed) >= ending.generation || now >= ending.deadline else { return nil }
        afterwards = nil
        return ending.what
    }

    private mutating func play(_ frame: SpeechFrame) {
        if let current, current.generation != frame.generation { finish(current) }
        var progress = current ?? Progress(generation: frame.generation)
        progress.played += 1
        current = progress
        if frame.last { return finish(progress) }
        if progress.played % settings.markEvery == 0 {
            controls.append(.played(generation: progress.generation, frames: progress.played, finished: false))
            controls.append(.credit(generation: progress.generation, upTo: progress.played + settings.credit))
        }
    }

    private mutating func finish(_ progress: Progress) {
        controls.append(.played(generation: progress.generation, frames: progress.played, finished: true))
        finished = max(finished, progress.generation)
        current = nil
    }
}
