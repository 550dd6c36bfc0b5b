import Vocabulary

/// The caller's leg has ended.
public struct CallEnded: Event {
    public static let type = "media.call-ended.v1"
    public enum Cause: String, Codable, Sendable, Hashable, CaseIterable {
        case callerHungUp = "caller-hung-up"
        case agentHungUp = "agent-hung-up"
        case assistantFinished = "assistant-finished"
        case cancelled, rejected
        /// No RTP came for the media time-out.
        case mediaLost = "media-lost"
        case operatorEnded = "operator-ended"
        case drained
        case failed
    }
    public var call: CallID
    public var cause: Cause
    /// From 200 to the end, in milliseconds; 0 when never answered.
    public var talked: Int64
    /// RTP packets from the caller, and how many were missing.
    public var received: Int64
    public var lost: Int64
    /// Why, as the peer that ended it said (RFC 3326): `SIP 480`, `Q.850 16`; nil when it did not.
    public var reason: String?
    public var subject: String { call.value }

    public init(call: CallID, cause: Cause, talked: Int64, received: Int64, lost: Int64, reason: String? = nil) {
        self.call = call
        self.cause = cause
        self.talked = talked
        self.received = received
        self.lost = lost
        self.reason = reason
    }
}
