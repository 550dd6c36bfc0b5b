import Protocols
import Vocabulary

/// An agent's phone: registers, rings, answers each call after a while, plays a sound in it.
public struct AgentScript: PhoneScript {
    public struct Settings: Sendable {
        public var answerAfter = Duration.milliseconds(500)
        /// 8 kHz; said as soon as the call is answered.
        public var sound: [Int16] = []
        /// Hang up so long after the sound; nil waits for the peer.
        public var hangUpAfter: Duration?

        public init() {}
    }

    private enum Phase: Sendable {
        /// Can transition to `ringing`.
        case idle
        /// Can transition to `talking`, `idle`.
        case ringing(answerAt: Instant)
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
        case .connected: return [line] + (self.settings.sound.isEmpty ? [] : [.say(self.settings.sound)])
        case .said:
            if let wait = self.settings.hangUpAfter { self.phase = .talking(hangUpAt: now + wait) }
            return [line]
        case .ended:
            self.phase = .idle
            return [line]
        case .registered, .registrationFailed, .unregistered, .ringing, .soundBegan, .soundEnded, .pressed, .key, .held, .changed, .transferring: return [line]
        }
    }
}

extension PhoneEvent {
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
