import Contracts
import Vocabulary

/// One offer of one call to one agent, from the lease to the bridge: the context is shown first, and nothing rings
/// before the screen has acknowledged it. For somebody with a phone alone nothing is shown, and it rings at once.
public struct Offer: Machine, Equatable {
    public enum Effect: Equatable, Sendable {
        /// Ask the desk to show the context.
        case show
        /// Tell the conversation that the screen shows this revision.
        case tellAcknowledged(revision: Int)
        /// Tell the conversation that a phone rings whose owner has no screen.
        case tellRinging
        case ring
        /// The agent has the call on this leg: keep the lease while they talk.
        case confirm(leg: LegID)
        /// Clear the screen.
        case withdraw
        /// Give the lease back; the call waits again unless its caller has gone.
        case release(Reason)
    }

    public enum Reason: String, Equatable, Sendable {
        case notAcknowledged = "not-acknowledged"
        case noAnswer = "no-answer"
        case busy, unreachable
        case callerGone = "caller-gone"
        /// Somebody else who was rung for the same call was first.
        case answeredElsewhere = "answered-elsewhere"
        case expired

        /// Whether the agent is to be taken out of the ready ones, so that the next call does not meet the same silence.
        public var agentMissedIt: Bool { self == .notAcknowledged || self == .noAnswer || self == .busy || self == .unreachable }
    }

    private enum State: Equatable {
        /// Can transition to: `showing`, or `ringing` without a desk.
        case leased
        /// Can transition to: `ringing` when the page acknowledges, `over`.
        case showing(until: Instant)
        /// Can transition to: `over`, confirmed or released.
        case ringing(until: Instant)
        case over
    }

    public struct Limits: Equatable, Sendable {
        public var acknowledgement: Duration
        public var ring: Duration
        /// How long somebody with a phone alone is left in peace after not picking up.
        public var rest: Duration
        public init(acknowledgement: Duration = .seconds(2), ring: Duration = .seconds(20), rest: Duration = .seconds(30)) {
            self.acknowledgement = acknowledgement
            self.ring = ring
            self.rest = rest
        }

        /// How long an agent is kept for a call whose offer nobody carries through.
        public var lease: Duration { acknowledgement + ring + .seconds(3) }
    }

    private let limits: Limits
    private let revision: Int
    private let hasDesk: Bool
    private var state = State.leased

    public init(revision: Int, hasDesk: Bool = true, limits: Limits = Limits()) {
        self.revision = revision
        self.hasDesk = hasDesk
        self.limits = limits
    }

    public var nextDeadline: Instant? {
        switch state {
        case .showing(let until), .ringing(let until): until
        case .leased, .over: nil
        }
    }

    public mutating func granted(at now: Instant) -> [Effect] {
        guard state == .leased else { return [] }
        guard hasDesk else {
            state = .ringing(until: ringEnds(from: now))
            return [.tellRinging, .ring]
        }
        state = .showing(until: now + limits.acknowledgement)
        return [.show]
    }

    /// The gateway's own word comes first, unless it says nothing at all.
    private func ringEnds(from now: Instant) -> Instant { now + limits.ring + .seconds(1) }

    /// The page says what it shows; an older revision than asked is no acknowledgement.
    public mutating func acknowledged(revision shown: Int, at now: Instant) -> [Effect] {
        guard case .showing = state, shown >= revision else { return [] }
        state = .ringing(until: ringEnds(from: now))
        return [.tellAcknowledged(revision: shown), .ring]
    }

    public mutating func showFailed(at now: Instant) -> [Effect] {
        guard case .showing = state else { return [] }
        return end(.notAcknowledged)
    }

    public mutating func rang(_ answer: ConnectAgent.Answer, at now: Instant) -> [Effect] {
        guard case .ringing = state else { return [] }
        switch answer {
        case .connected(let leg):
            state = .over
            return [.confirm(leg: leg)]
        case .noAnswer: return end(.noAnswer)
        case .busy: return end(.busy)
        case .unreachable: return end(.unreachable)
        case .callerGone: return end(.callerGone)
        case .answeredElsewhere: return end(.answeredElsewhere)
        }
    }

    /// Another agent who was rung for the same call has it.
    public mutating func somebodyElseAnswered(at now: Instant) -> [Effect] {
        state == .over ? [] : end(.answeredElsewhere)
    }

    public mutating func ringFailed(at now: Instant) -> [Effect] {
        guard case .ringing = state else { return [] }
        return end(.unreachable)
    }

    public mutating func callerLeft(at now: Instant) -> [Effect] {
        state == .over ? [] : end(.callerGone)
    }

    public mutating func tick(at now: Instant) -> [Effect] {
        guard let deadline = nextDeadline, now >= deadline else { return [] }
        if case .showing = state { return end(.notAcknowledged) }
        return end(.noAnswer)
    }

    private mutating func end(_ reason: Reason) -> [Effect] {
        state = .over
        return (hasDesk ? [.withdraw] : []) + [.release(reason)]
    }
}
