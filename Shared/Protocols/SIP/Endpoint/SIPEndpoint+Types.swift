import Vocabulary

/// Names one call (one dialog and its transactions) of an endpoint; never reused.
public struct SIPCallKey: Hashable, Sendable { let number: UInt64 }
/// Names one registration that the endpoint keeps alive.
public struct SIPRegistrationKey: Hashable, Sendable { let number: UInt64 }
/// Names a request that waits for `respond`.
public struct SIPTransactionKey: Hashable, Sendable { let server: ServerTransactionKey }

/// Why a call is over.
public enum SIPEndCause: Equatable, Sendable {
    /// The peer sent BYE.
    case peerHungUp
    /// The peer gave up before the answer (CANCEL).
    case peerCancelled
    /// `hangUp` or `reject` of ours.
    case localHangUp
    /// The peer refused with this status.
    case refused(Int)
    /// No answer to a request, or no ACK for our 200.
    case timedOut
    /// The session timer ran out (RFC 4028 §10).
    case sessionExpired
}

extension SIPEndpoint {
    public enum Effect: Sendable {
        case send([UInt8], to: SIPPeer)
        /// A new call. Answer it with `ring`, `answer` or `reject`.
        case incomingCall(SIPCallKey, SIPIncomingCall)
        /// Follows `incomingCall`, when its owner has had the chance to decide: `trying` tells the peer to wait if not.
        case undecided(SIPCallKey)
        /// Our INVITE rings (180, 183 …); `sdp` is the peer's answer when early media is described: it stays the answer,
        /// and `callAnswered` repeats it.
        case callRinging(SIPCallKey, status: Int, sdp: [UInt8]?)
        /// Our INVITE was answered; ACK has been sent. `sdp` is the peer's answer, or its offer when ours was late:
        /// then `acknowledge(_:sdp:at:)` must follow.
        case callAnswered(SIPCallKey, sdp: [UInt8]?)
        /// The ACK to our 200 arrived; `sdp` is the answer to our late offer.
        case callConfirmed(SIPCallKey, sdp: [UInt8]?)
        /// The peer wants to change the session (re-INVITE, UPDATE). Answer with `acceptChange` or `refuseChange`.
        /// `offer` is nil when the peer asks for our offer.
        case changeRequested(SIPCallKey, offer: [UInt8]?)
        /// Our re-INVITE or UPDATE was answered, or the offer in a reliable response of ours; `sdp` is the peer's offer
        /// when ours was left out: then `acknowledge(_:sdp:at:)` must follow.
        case changeAccepted(SIPCallKey, sdp: [UInt8]?)
        /// Our re-INVITE or UPDATE was refused; the session stays as it was. 491 is retried by the endpoint, not reported.
        case changeRefused(SIPCallKey, status: Int)
        /// INFO inside a call, already answered: DTMF of old phones.
        case infoReceived(SIPCallKey, contentType: String, body: [UInt8])
        /// The call is over and its key is forgotten.
        case callEnded(SIPCallKey, SIPEndCause)
        /// Our registration holds for so many seconds; it is refreshed by itself.
        case registered(SIPRegistrationKey, expires: UInt32)
        /// Refused or unanswered (408); tried again by itself after `retryAfter` seconds, nil when given up.
        case registrationFailed(SIPRegistrationKey, status: Int, retryAfter: UInt32?)
        case unregistered(SIPRegistrationKey)
        /// A request that the endpoint leaves to its owner (REGISTER when `acceptsRegistrations`); use `respond`.
        case requestReceived(SIPTransactionKey, SIPRequest, from: SIPPeer)
        /// REFER inside a call: the peer wants us to call somebody else. Answer with `acceptTransfer` or `refuseTransfer`.
        case transferRequested(SIPCallKey, SIPReferral)
        /// How far a transfer that we asked for with `transfer` is: the status of the peer's own call. `isOver` with the
        /// last report, also when the peer refused the REFER itself.
        case transferProgressed(SIPCallKey, status: Int, isOver: Bool)
        /// Why the call ends or is refused, in the peer's words (RFC 3326, RFC 6432); `callEnded` follows.
        case reasonGiven(SIPCallKey, SIPReason)
        /// A server did not take our INVITE, which goes on at the next one of the same URI (RFC 3263 §4.3).
        case turned(SIPCallKey, from: SIPPeer)
        /// A redirected call goes on at a host: answer with `located` (RFC 3263). Only when the configuration says so.
        case locate(SIPCallKey, SIPURI)
        /// Close this connection, then report `connectionClosed`: the peer does not answer pings (RFC 5626 §4.4.1).
        case closeConnection(SIPPeer, reason: String)
        /// Answer to a `probe`; nil when none came.
        case probeAnswered(SocketAddress, status: Int?)
        /// A message was turned away: one log line. Holds no personal data.
        case refused(from: SocketAddress, status: Int?, reason: String)
    }

    public struct Configuration: Sendable {
        /// Address that peers reach us at over UDP, and over any transport that `streams` does not name; written into Via
        /// and Contact.
        public var local: SocketAddress
        /// Where we listen for TCP and TLS. A transport that is absent is not offered: nothing is moved to it by itself.
        public var streams: [SIPPeer.Transport: SocketAddress] = [:]
        /// User part of our Contact.
        public var contactUser: String
        public var userAgent: String
        /// Hand REGISTER requests out as `requestReceived`; otherwise they are answered 405.
        public var acceptsRegistrations = false
        /// Ask for the addresses of hosts that a redirection names (`locate`); otherwise such calls go to who redirected them.
        public var locatesHosts = false
        /// Refuse new calls with 503 and this Retry-After, in seconds (draining); nil accepts.
        public var retryAfter: Int?
        /// Bound on server and on client transactions, each; beyond it a request is answered 503 without state.
        public var maximumTransactions = 100_000
        public var maximumCalls = 5_000
        public var timers = SIPTimers()
        /// Longest session interval that is granted, in seconds, and the shortest that is accepted (RFC 4028).
        public var sessionExpires: UInt32 = 1800
        public var minimumSessionExpires: UInt32 = 90

        public init(local: SocketAddress, contactUser: String = "hotline", userAgent: String = "Hotline") {
            self.local = local
            self.contactUser = contactUser
            self.userAgent = userAgent
        }
    }
}

/// RFC 3261 §17.1.1.1 table 4.
public struct SIPTimers: Sendable, Equatable {
    public var t1 = Duration.milliseconds(500)
    public var t2 = Duration.seconds(4)
    public var t4 = Duration.seconds(5)
    /// Timers B, F, H, J, L and M: 64·T1.
    public var transactionTimeout: Duration { self.t1 * 64 }
    /// Timer D (§17.1.1.2).
    public var responseWait = Duration.seconds(32)
    /// Timer C and the longest ringing of an incoming call that nobody answers (§16.6 step 11).
    public var inviteTimeout = Duration.seconds(180)

    public init() {}
}
