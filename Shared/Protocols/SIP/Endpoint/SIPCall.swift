import Vocabulary

/// One call of an endpoint: its dialog, the INVITEs in flight, its clocks.
struct SIPCall: Sendable {
    enum Phase: Equatable, Sendable {
        /// Rings here. Can transition to `accepted`, or the call ends.
        case incoming
        /// Our 200 waits for its ACK. Can transition to `confirmed`; with `hangsUp` BYE follows at once.
        case accepted(hangsUp: Bool)
        /// Our INVITE has had no answer; with `cancels` CANCEL follows the first provisional one (§9.1).
        /// Can transition to `ringing`, `cancelling`, `answered`, `confirmed`.
        case calling(cancels: Bool)
        /// Can transition to `cancelling`, `answered`, `confirmed`.
        case ringing
        /// CANCEL is out. Ends by 487, or by a 200 that crossed it (then ACK and BYE follow).
        case cancelling
        /// The peer's 200 held an offer: ACK waits for our answer. Can transition to `confirmed`.
        case answered
        case confirmed
    }

    /// Our 2xx, repeated until the ACK comes (§13.3.1.4).
    struct Retransmission: Sendable {
        let bytes: [UInt8]
        var peer: SIPPeer
        var at: Instant
        var interval: Duration
        let deadline: Instant
    }

    /// RFC 4028 §10.
    struct SessionTimer: Sendable {
        enum Action: Sendable { case refresh, expire }
        let interval: UInt32
        let weRefresh: Bool
        var at: Instant
        var action: Action { self.weRefresh ? .refresh : .expire }
    }

    var phase: Phase
    /// Where the first request came from or went.
    var peer: SIPPeer
    var dialog: SIPDialog?
    /// INVITE, re-INVITE or UPDATE of the peer that waits for our answer.
    var pendingServer: ServerTransactionKey?
    /// INVITE or re-INVITE of ours that waits for the peer's answer.
    var pendingClient: ClientTransactionKey?
    var retransmission: Retransmission?
    /// Our last ACK, for 2xx that come again; with the sequence number it answers.
    var lastAck: (sequence: UInt32, bytes: [UInt8], peer: SIPPeer)?
    var credential: DigestCredential?
    var authAttempts = 0
    var sessionTimer: SessionTimer?
    /// End of patience with ringing.
    var ringingEnds: Instant?
    /// A re-INVITE that met another one is sent again (§14.1).
    var retry: (at: Instant, offer: [UInt8])?
    var peerAllowsUpdate = false
    /// The last description of ours, for refreshing re-INVITEs.
    var localSDP: [UInt8]?
    /// Of the 200 that answered our INVITE.
    var answerHeaders: SIPHeaders?
    var armed: Instant?

    init(phase: Phase, peer: SIPPeer) {
        self.phase = phase
        self.peer = peer
    }

    var nextDeadline: Instant? {
        var earliest: Instant?
        for candidate in [self.retransmission?.at, self.retransmission?.deadline, self.sessionTimer?.at, self.ringingEnds, self.retry?.at] {
            guard let candidate else { continue }
            earliest = earliest.map { min($0, candidate) } ?? candidate
        }
        return earliest
    }
}
