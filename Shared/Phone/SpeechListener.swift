import Audio
import Vocabulary

/// Knows by listening alone when the far end speaks: energy, an onset of a few frames, patience before it believes in
/// silence.
public struct SpeechListener: Machine {
    public enum Effect: Equatable, Sendable {
        case began(at: Instant)
        case ended(at: Instant, voiced: Duration)
    }

    public struct Settings: Equatable, Sendable {
        /// Silence that ends an utterance: longer than the pauses inside one.
        public var patience = Duration.milliseconds(900)
        /// dBFS; quieter frames are silence.
        public var threshold: Float = -45
        /// Loud frames in a row that make an onset, so that a click is none.
        public var onset = 3

        public init() {}
    }

    private enum State: Equatable, Sendable {
        /// Can transition to `speaking` after `onset` loud frames.
        case silent(loud: Int, since: Instant)
        /// Can transition to `silent` after `patience` without a loud frame.
        case speaking(last: Instant, voiced: Duration)
    }

    private let settings: Settings
    private let power: Float
    private var state = State.silent(loud: 0, since: .zero)

    public init(_ settings: Settings = Settings()) {
        self.settings = settings
        self.power = Level.power(decibels: settings.threshold)
    }

    public var isSpeaking: Bool { if case .speaking = self.state { true } else { false } }

    public var nextDeadline: Instant? {
        if case .speaking(let last, _) = self.state { return last + self.settings.patience }
        return nil
    }

    /// A frame of sound that ends at `now`.
    public mutating func heard(power: Float, duration: Duration, at now: Instant) -> [Effect] {
        var effects = self.tick(at: now)
        let isLoud = power >= self.power
        switch self.state {
        case .silent(let loud, let since):
            guard isLoud else { self.state = .silent(loud: 0, since: now); break }
            let began = loud == 0 ? now.advanced(by: .zero - duration) : since
            if loud + 1 >= self.settings.onset {
                self.state = .speaking(last: now, voiced: duration * (loud + 1))
                effects.append(.began(at: began))
            } else {
                self.state = .silent(loud: loud + 1, since: began)
            }
        case .speaking(_, let voiced):
            if isLoud { self.state = .speaking(last: now, voiced: voiced + duration) }
        }
        return effects
    }

    public mutating func tick(at now: Instant) -> [Effect] {
        guard case .speaking(let last, let voiced) = self.state, last + self.settings.patience <= now else { return [] }
        self.state = .silent(loud: 0, since: now)
        return [.ended(at: last, voiced: voiced)]
    }
}
