import Vocabulary

/// One call of an endpoint: its dialog, the requests in flight, its clocks.
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
        /// Whether it holds an offer of ours, which the ACK answers.
        let offers: Bool
    }

    /// A dialog that a provisional response to our INVITE made (§12.1); a forked INVITE makes several.
    struct EarlyDialog: Sendable {
        var dialog: SIPDialog
        /// RSeq of the last reliable response (RFC 3262 §4).
        var reliableNumber: UInt32?
        /// The answer that a reliable response carried; later ones are ignored (RFC 3261 §13.2.1).
        var answer: [UInt8]?
    }

    /// What is sent again after 491.
    struct Retry: Sendable {
        let at: Instant
        let method: SIPMethod
        let offer: [UInt8]?
    }

    /// A 200 that must wait for PRACK, or for the peer's resources.
    struct DeferredAnswer: Sendable {
        /// Nil when the answer has gone with a reliable response.
        var sdp: [UInt8]?
        var headers: [SIPHeaders.Field]
    }

    var phase: Phase
    /// Where the first request came from or went.
    var peer: SIPPeer
    /// Whether the Call-ID is ours (§14.1).
    let isOurs: Bool
    /// Of an incoming call at once, of an outgoing one with its 2xx.
    var dialog: SIPDialog?
    /// Of an outgoing call before its 2xx, the most recent last.
    var early: [EarlyDialog] = []
    /// INVITE or re-INVITE of the peer that waits for our answer.
    var pendingServer: ServerTransactionKey?
    /// UPDATE, or PRACK with an offer, that waits for our answer.
    var pendingUpdate: ServerTransactionKey?
    /// INVITE or re-INVITE of ours that waits for the peer's answer.
    var pendingClient: ClientTransactionKey?
    /// UPDATE of ours that waits for the peer's answer.
    var updating: ClientTransactionKey?
    /// Whether offer and answer of the first INVITE are both known to have arrived, before its 2xx.
    var isAgreedEarly = false
    /// Of the first INVITE.
    var inviteSequence: UInt32 = 0
    var inviteHadOffer = false
    var reliability = SIPReliability()
    /// The caller's resources are not reserved yet: no alerting, no 200 (RFC 3312 §6).
    var awaitsResources = false
    var wantsRinging = false
    var deferredAnswer: DeferredAnswer?
    /// The call whose place this one takes when it is answered (RFC 3891).
    var replaces: SIPCallKey?
    var retransmission: Retransmission?
    /// Our last ACK, for 2xx that come again; with the sequence number it answers.
    var lastAck: (sequence: UInt32, bytes: [UInt8], peer: SIPPeer)?
    var credential: DigestCredential?
    var authAttempts = 0
    /// Servers of the URI that is called that have not been tried (RFC 3263 §4.3).
    var alternates: [SIPPeer] = []
    /// After a redirection.
    var targets = SIPTargetSet()
    /// No INVITE is out: the host of the next target is looked up.
    var locating: SIPEndpoint.Locating?
    /// Session interval that a 422 asked for (RFC 4028 §7.3).
    var minimumInterval: UInt32?
    var sessionTimer: SIPSessionTimer?
    /// End of patience with ringing.
    var ringingEnds: Instant?
    /// The caller's own patience ends before (§13.3.1).
    var expires = false
    /// A change that met another one is sent again (§14.1).
    var retry: Retry?
    var transfer = SIPTransfer()
    /// Why we end it (RFC 3326).
    var reason: SIPReason?
    var peerAllowsUpdate = false
    /// The last description of ours, for refreshing re-INVITEs.
    var localSDP: [UInt8]?
    /// Of the 200 that answered our INVITE.
    var answerHeaders: SIPHeaders?
    var armed: Instant?

    init(phase: Phase, peer: SIPPeer, isOurs: Bool) {
        self.phase = phase
        self.peer = peer
        self.isOurs = isOurs
    }

    var nextDeadline: Instant? {
        var earliest = self.retransmission.map { min($0.at, $0.deadline) }
        func consider(_ candidate: Instant?) {
            guard let candidate else { return }
            earliest = earliest.map { min($0, candidate) } ?? candidate
        }
        consider(self.sessionTimer?.nextDeadline)
        consider(self.ringingEnds)
        consider(self.retry?.at)
        consider(self.reliability.nextDeadline)
        return earliest
    }

    var isEarly: Bool {
        switch self.phase {
        case .incoming, .calling, .ringing: true
        case .accepted, .cancelling, .answered, .confirmed: false
        }
    }

    // MARK: Dialogs

    /// The dialog that requests of ours go along: the confirmed one, before that the one heard of last.
    var current: SIPDialog? {
        get { self.dialog ?? self.early.last?.dialog }
        set {
            guard let newValue else { return }
            if self.dialog != nil { self.dialog = newValue } else if !self.early.isEmpty { self.early[self.early.count - 1].dialog = newValue }
        }
    }

    var dialogIDs: [SIPDialogID] { (self.dialog.map { [$0.id] } ?? []) + self.early.map(\.dialog.id) }

    /// Whether a request inside one of the dialogs is in order (§12.2.2).
    mutating func requestReceived(_ request: SIPRequest) -> Bool {
        let tag = request.from.tag ?? ""
        if self.dialog?.id.remoteTag == tag { return self.dialog?.requestReceived(request) ?? false }
        guard let index = self.early.firstIndex(where: { $0.dialog.id.remoteTag == tag }) else { return false }
        return self.early[index].dialog.requestReceived(request)
    }

    mutating func targetRefreshed(_ contacts: [SIPNameAddress], remoteTag: String?) {
        if self.dialog?.id.remoteTag == remoteTag ?? "" { return self.dialog?.targetRefreshed(contacts) ?? () }
        for index in self.early.indices where self.early[index].dialog.id.remoteTag == remoteTag ?? "" { self.early[index].dialog.targetRefreshed(contacts) }
    }
}
