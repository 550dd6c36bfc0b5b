import Protocols
import Vocabulary

/// An agent's phone: registers, rings, answers each call after a while, lets whoever speaks finish, plays a sound in the call.
public struct AgentScript: PhoneScript {
    public struct Settings: Sendable {
        public var answerAfter = Duration.milliseconds(500)
        /// 8 kHz; said once nothing was heard for `pause`, at the latest when `patience` is over.
        public var sound: [Int16] = []
        public var pause = Duration.milliseconds(600)
        public var patience = Duration.seconds(15)
        /// Hang up so long after the sound; nil waits for the peer.
        public var hangUpAfter: Duration?

        public init() {}
    }

    private enum Phase: Sendable {
        /// Can transition to `ringing`.
        case idle
        /// Can transition to `listening`, `talking`, `idle`.
        case ringing(answerAt: Instant)
        /// Whoever speaks first is let finish. Can transition to `talking`, `idle`.
        case listening(sayAt: Instant, until: Instant)
        /// Can transition to `idle`.
        case talking(hangUpAt: Instant?)
    }

    private let settings: Settings
    private var phase = Phase.idle

    public init(_ settings: Settings = Settings()) { self.settings = settings }

    public var isFinished: Bool { false }

    public var nextDeadline: Instant? {
        switch self.phase {
        case .idle: nil
        case .ringing(let answerAt): answerAt
        case .listening(let sayAt, let until): min(sayAt, until)
        case .talking(let hangUpAt): hangUpAt
        }
    }

    public mutating func tick(at now: Instant) -> [PhoneAction] {
        guard let deadline = self.nextDeadline, deadline <= now else { return [] }
        switch self.phase {
        case .idle: return []
        case .ringing:
            self.phase = .talking(hangUpAt: nil)
            return [.answer]
        case .listening:
            self.phase = .talking(hangUpAt: nil)
            return [.say(self.settings.sound)]
        case .talking:
            self.phase = .talking(hangUpAt: nil)
            return [.hangUp]
        }
    }

    public mutating func happened(_ event: PhoneEvent, at now: Instant) -> [PhoneAction] {
        let line = PhoneAction.report(.event(event.line, at: now))
        switch event {
        case .started: return [.register]
        case .called:
            self.phase = .ringing(answerAt: now + self.settings.answerAfter)
            return [line, .ring]
        case .connected:
            if !self.settings.sound.isEmpty { self.phase = .listening(sayAt: now + self.settings.pause, until: now + self.settings.patience) }
            return [line]
        case .soundBegan, .soundEnded:
            if case .listening(_, let until) = self.phase { self.phase = .listening(sayAt: event.isEnd ? now + self.settings.pause : until, until: until) }
            return [line]
        case .said:
            if let wait = self.settings.hangUpAfter { self.phase = .talking(hangUpAt: now + wait) }
            return [line]
        case .ended:
            self.phase = .idle
            return [line]
        case .registered, .registrationFailed, .unregistered, .ringing, .pressed, .key, .held, .changed, .transferring: return [line]
        }
    }
}

extension PhoneEvent {
    fileprivate var isEnd: Bool { if case .soundEnded = self { true } else { false } }

    /// One word and its figure, for reports; numbers of people are left out.
    public var line: String {
        switch self {
        case .started: "started"
        case .registered(let expires): "registered \(expires)"
        case .registrationFailed(let status): "registration failed \(status)"
        case .unregistered: "unregistered"
        case .ringing(let status): "ringing \(status)"
        case .called: "called"
        case .connected(let id): "connected \(id)"
        case .ended(let cause): "ended \(cause.text)"
        case .soundBegan: "heard"
        case .soundEnded(_, let voiced): "heard out \(voiced.nanoseconds / 1_000_000)"
        case .said: "said"
        case .pressed: "pressed"
        case .key(let digit): "key \(digit)"
        case .held(let isHeld): isHeld ? "held" : "resumed"
        case .changed(let isAccepted): isAccepted ? "changed" : "unchanged"
        case .transferring(let status, let isOver): "transferring \(status)\(isOver ? " over" : "")"
        }
    }
}
