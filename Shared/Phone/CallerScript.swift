import Protocols
import Vocabulary

/// A caller: dials, hears the greeting out, says one thing after another, each when the assistant has answered the last
/// and fallen silent; then hangs up. Knows the assistant's turns only by listening.
public struct CallerScript: PhoneScript {
    public enum Turn: Sendable {
        /// 8 kHz sound and what it says.
        case speech([Int16], text: String)
        case keys([DTMFDigit])
    }

    public struct Settings: Sendable {
        /// How long the greeting, and each answer, may take to begin.
        public var patience = Duration.seconds(15)
        /// Talk so long after the assistant began, instead of hearing it out; from the second turn on.
        public var interrupt: Duration?
        /// Stay on the line this long after the last answer, so that a hand-over or a farewell is heard.
        public var linger = Duration.seconds(1)

        public init() {}
    }

    private enum Phase: Sendable {
        /// Can transition to `greeting`, `finished`.
        case dialling
        /// Can transition to `talking`, `finished`.
        case greeting(until: Instant, heard: Bool)
        /// Our voice sounds. Can transition to `waiting`, `finished`.
        case talking
        /// Ours is said. Can transition to `listening`, `talking`, `leaving`, `finished`.
        case waiting(until: Instant)
        /// The assistant answers. Can transition to `talking`, `leaving`, `finished`.
        case listening(interruptAt: Instant?)
        /// Can transition to `finished`.
        case leaving(at: Instant)
        case finished
    }

    private let number: String
    private let settings: Settings
    private var turns: [Turn]
    private var phase = Phase.dialling
    private var dialled = Instant.zero
    private var soundSince: Instant?
    private var interrupting: Instant?
    public private(set) var report: CallReport

    public init(calling number: String, turns: [Turn], settings: Settings = Settings()) {
        self.number = number
        self.turns = turns
        self.settings = settings
        self.report = CallReport(to: number)
    }

    public var isFinished: Bool { if case .finished = self.phase { true } else { false } }

    public var nextDeadline: Instant? {
        switch self.phase {
        case .greeting(let until, false), .waiting(let until): until
        case .listening(let interruptAt): interruptAt
        case .leaving(let at): at
        case .dialling, .greeting, .talking, .finished: nil
        }
    }

    public mutating func tick(at now: Instant) -> [PhoneAction] {
        guard let deadline = self.nextDeadline, deadline <= now else { return [] }
        switch self.phase {
        case .greeting: return self.speak(at: now)
        case .waiting: return self.turnEnded(.unanswered, at: now)
        case .listening:
            self.interrupting = now
            return self.turnEnded(.answered, at: now)
        case .leaving: return [.hangUp]
        case .dialling, .talking, .finished: return []
        }
    }

    public mutating func happened(_ event: PhoneEvent, at now: Instant) -> [PhoneAction] {
        switch event {
        case .started:
            self.dialled = now
            return [.call(self.number)]
        case .connected(let id):
            self.report.call = id
            self.report.answered = self.milliseconds(now)
            self.phase = .greeting(until: now + self.settings.patience, heard: false)
            return []
        case .soundBegan(let at): return self.soundBegan(at, at: now)
        case .soundEnded(let at, let voiced): return self.soundEnded(at, voiced: voiced, at: now)
        case .said(let at): return self.said(at, at: now)
        case .pressed: return self.said(now, at: now)
        case .key(let digit):
            self.report.keysHeard.append(digit.character)
            return []
        case .ended(let cause): return self.over(cause, at: now)
        case .registered, .registrationFailed, .unregistered, .ringing, .called, .held, .changed, .transferring: return []
        }
    }

    private func milliseconds(_ instant: Instant) -> Int { Int((instant - self.dialled).nanoseconds / 1_000_000) }

    // MARK: Listening

    private mutating func soundBegan(_ began: Instant, at now: Instant) -> [PhoneAction] {
        self.soundSince = began
        if self.report.firstSound == nil { self.report.firstSound = self.milliseconds(began) }
        switch self.phase {
        case .greeting(let until, _): self.phase = .greeting(until: until, heard: true)
        case .waiting: self.answerBegan(began, at: now)
        case .dialling, .talking, .listening, .leaving, .finished: break
        }
        return []
    }

    private mutating func answerBegan(_ began: Instant, at now: Instant) {
        let turn = self.report.turns.count - 1
        if self.report.turns.indices.contains(turn) {
            self.report.turns[turn].sounded = self.milliseconds(began)
            self.report.turns[turn].latency = self.report.turns[turn].ended.map { self.milliseconds(began) - $0 }
        }
        let interrupts = self.settings.interrupt.flatMap { self.turns.isEmpty ? nil : began + $0 }
        self.phase = .listening(interruptAt: interrupts)
    }

    private mutating func soundEnded(_ ended: Instant, voiced: Duration, at now: Instant) -> [PhoneAction] {
        self.soundSince = nil
        let heard = Int(voiced.nanoseconds / 1_000_000)
        let turn = self.report.turns.count - 1
        switch self.phase {
        case .greeting:
            self.report.greeting = heard
            return self.speak(at: now)
        case .listening:
            if turn >= 0 { self.report.turns[turn].heard += heard }
            return self.turnEnded(.answered, at: now)
        case .talking:
            self.notePause(ended)
            return []
        // A second sentence after a pause; it belongs to the last answer.
        case .waiting, .leaving:
            self.notePause(ended)
            return []
        case .dialling, .finished: return []
        }
    }

    /// What we interrupted has stopped.
    private mutating func notePause(_ ended: Instant) {
        guard let began = self.interrupting, let turn = self.report.turns.indices.last else { return }
        self.interrupting = nil
        self.report.turns[turn].pausedAfter = max(0, Int((ended - began).nanoseconds / 1_000_000))
    }

    // MARK: Talking

    private mutating func speak(at now: Instant) -> [PhoneAction] {
        guard !self.turns.isEmpty else {
            self.phase = .leaving(at: now + self.settings.linger)
            return []
        }
        self.phase = .talking
        switch self.turns.removeFirst() {
        case .speech(let samples, let text):
            self.report.turns.append(.init(kind: "speech", text: text, began: self.milliseconds(now), outcome: .cut))
            return [.say(samples)]
        case .keys(let digits):
            self.report.turns.append(.init(kind: "keys", text: String(digits.map(\.character)), began: self.milliseconds(now), outcome: .cut))
            return [.press(digits)]
        }
    }

    private mutating func said(_ ended: Instant, at now: Instant) -> [PhoneAction] {
        guard case .talking = self.phase, let turn = self.report.turns.indices.last else { return [] }
        self.report.turns[turn].ended = self.milliseconds(ended)
        // The interrupted speech may still be dying away: its end is no answer.
        if let soundSince, self.interrupting == nil { self.answerBegan(soundSince, at: now) } else { self.phase = .waiting(until: now + self.settings.patience) }
        return []
    }

    private mutating func turnEnded(_ outcome: CallReport.Turn.Outcome, at now: Instant) -> [PhoneAction] {
        if let turn = self.report.turns.indices.last { self.report.turns[turn].outcome = outcome }
        return self.speak(at: now)
    }

    private mutating func over(_ cause: SIPEndCause, at now: Instant) -> [PhoneAction] {
        if case .listening = self.phase, let turn = self.report.turns.indices.last { self.report.turns[turn].outcome = .answered }
        self.phase = .finished
        self.report.end = cause.text
        self.report.duration = self.milliseconds(now)
        return []
    }
}

extension SIPEndCause {
    /// For reports.
    public var text: String {
        switch self {
        case .peerHungUp: "peer"
        case .peerCancelled: "cancelled"
        case .localHangUp: "local"
        case .refused(let status): "refused \(status)"
        case .timedOut: "timed out"
        case .sessionExpired: "session expired"
        }
    }
}
