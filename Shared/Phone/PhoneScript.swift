import Protocols
import Vocabulary

/// What a phone does by itself: a machine that hears of events and says what to do.
public protocol PhoneScript: Machine where Effect == PhoneAction {
    mutating func happened(_ event: PhoneEvent, at now: Instant) -> [PhoneAction]
    /// The phone rests after that.
    var isFinished: Bool { get }
}

public enum PhoneEvent: Equatable, Sendable {
    /// The phone is ready.
    case started
    case registered(expires: UInt32)
    case registrationFailed(status: Int)
    case unregistered
    /// The called side rings.
    case ringing(status: Int)
    case called(from: String, dialled: String)
    /// Sound flows. `id` is the suite's name of the call where the peer says it (`X-Hotline-Call`), else the Call-ID.
    case connected(id: String)
    case ended(SIPEndCause)
    /// The peer began to sound, at that moment.
    case soundBegan(at: Instant)
    /// The peer has been silent for the listener's patience; it sounded until then, `voiced` in all.
    case soundEnded(at: Instant, voiced: Duration)
    /// The last voiced sample of what was to be said has left.
    case said(at: Instant)
    /// All keys have left.
    case pressed
    case key(DTMFDigit)
    case held(Bool)
    /// The peer's answer to a hold of ours, or to taking the call back.
    case changed(isAccepted: Bool)
    /// How far a transfer that we asked for is; `status` is that of the peer's own call.
    case transferring(status: Int, isOver: Bool)
}

public enum PhoneAction: Equatable, Sendable {
    case call(String)
    case register
    case unregister
    case ring
    case answer
    case reject(Int)
    case hangUp
    /// 8 kHz; queued behind what is being said.
    case say([Int16])
    case fallSilent
    case press([DTMFDigit])
    /// Puts the peer on hold (RFC 3264 §8.4), or takes it back.
    case hold(Bool)
    /// Asks the peer to call somebody else (RFC 3515).
    case transfer(String)
    /// One line of what happened, for whoever runs the phone.
    case report(PhoneReport)
}

/// What a script tells its owner while it runs.
public enum PhoneReport: Equatable, Sendable {
    case event(String, at: Instant)
}
