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
    /// Legs beyond these two whose phones ring or talk.
    var guests: [LegID: Leg] = [:]
    /// The dialog of a phone that has put the call through and waits to hear how that goes.
    var referrer: SIPCallKey?
    /// Rises with each phone that is rung, so that what comes of an earlier one is known to be late.
    var ringing = 0
    /// Questions of Routing that wait, by fence.
    var connects: [Int64: CheckedContinuation<ConnectAgent.Answer, any Error>] = [:]
    var adds: [LegID: CheckedContinuation<AddLeg.Answer, any Error>] = [:]
    var handBack: CheckedContinuation<Done, any Error>?
    /// What the assistant left to be said when a person picks up.
    var briefing: (toAgent: Sound, toBoth: Sound)?
    /// Hops that calls on its behalf have left (RFC 7332).
    let hops: UInt8
    /// Why the leg that ends just now does, as its peer said (RFC 3326).
    var reason: String?

    /// Nil when there is none, or the caller asks that nobody see it.
    var caller: Masked<String>? { identity.isPrivate ? nil : identity.number.map { Masked($0) } }

    /// One SIP dialog.
    struct Leg {
        let id: LegID
        let place: LegPlace
        /// Nil until the INVITE has left.
        var sip: SIPCallKey?
        var session: OfferAnswer
        /// Our answer to the caller's offer, or our offer when there was none.
        var description: [UInt8] = []
        /// Which trunk counts it; nil for a phone.
        var trunk: String?
    }
}

extension ActiveCall {
    /// All but the caller's.
    var others: [Leg] { [agentLeg].compactMap(\.self) + guests.values }

    func leg(at place: LegPlace) -> Leg? { place == .caller ? callerLeg : others.first { $0.place == place } }

    mutating func set(_ leg: Leg) {
        if leg.place == .caller {
            callerLeg = leg
        } else if agentLeg?.place == leg.place {
            agentLeg = leg
        } else {
            guests[leg.id] = leg
        }
    }

    /// Nil when the call has as many legs as it may.
    var freePlace: LegPlace? {
        let taken = Set(others.map(\.place))
        return (1..<LegPlace.most).lazy.map { LegPlace($0) }.first { !taken.contains($0) }
    }

    /// What a request means by a leg's name.
    func named(_ leg: LegID) -> CallLeg { agentLeg?.id == leg ? .agent : .guest(leg) }
}

/// Which leg of which call a SIP call is.
struct LegName: Hashable {
    let call: CallID
    let place: LegPlace
}
