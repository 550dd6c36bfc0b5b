import Contracts
import MediaGatewayCore
import Protocols
import Vocabulary

/// A call as this gateway holds it: the machine that decides, and what its effects act on.
struct ActiveCall {
    let id: CallID
    var call: Call
    let dialled: String
    let identity: SIPCallerIdentity
    let trace: TraceParent
    var tenant: TenantID
    let media: MediaKey
    let thread: Int
    var callerLeg: Leg
    var agentLeg: Leg?
    /// The dialog of a phone that has put the call through and waits to hear how that goes.
    var referrer: SIPCallKey?
    /// Rises with each phone that is rung, so that what comes of an earlier one is known to be late.
    var ringing = 0
    /// Questions of Routing that wait, by fence.
    var connects: [Int64: CheckedContinuation<ConnectAgent.Answer, any Error>] = [:]

    /// Nil when there is none, or the caller asks that nobody see it.
    var caller: Masked<String>? { identity.isPrivate ? nil : identity.number.map { Masked($0) } }

    /// One SIP dialog.
    struct Leg {
        let id: LegID
        /// Nil until the INVITE has left.
        var sip: SIPCallKey?
        var session: OfferAnswer
        /// Our answer to the caller's offer, or our offer when there was none.
        var description: [UInt8] = []
        /// Which trunk counts it; nil for a phone.
        var trunk: String?
    }
}

/// Which leg of which call a SIP call is.
struct LegName: Hashable {
    let call: CallID
    let party: Party
}
