import Contracts
import MediaGatewayCore
import Protocols
import Vocabulary

/// The agent of a call: asked for by Routing, answered, gone.
extension Gateway {
    /// Rings an agent for a call; answers when both hear each other or it cannot be.
    func connect(_ request: ConnectAgent) async throws -> ConnectAgent.Answer {
        guard let active = calls[request.call] else { return .callerGone }
        guard active.connects[request.fence] == nil else { throw RequestFailure(.conflict, "this offer is being carried out already") }
        return try await withCheckedThrowingContinuation { continuation in
            calls[request.call]?.connects[request.fence] = continuation
            step(request.call) { $0.connectRequested(request.agent, phone: request.phone, fence: request.fence, ring: .seconds(max(1, min(request.ring, 120))), at: $1) }
        }
    }

    func answerConnect(_ fence: Int64, _ outcome: ConnectOutcome, _ active: ActiveCall) {
        guard let waiting = calls[active.id]?.connects.removeValue(forKey: fence) else { return }
        switch outcome {
        case .connected:
            guard let leg = active.agentLeg else { return waiting.resume(returning: .unreachable) }
            waiting.resume(returning: .connected(leg: leg.id))
        case .noAnswer: waiting.resume(returning: .noAnswer)
        case .busy: waiting.resume(returning: .busy)
        case .unreachable: waiting.resume(returning: .unreachable)
        case .callerGone: waiting.resume(returning: .callerGone)
        case .conflict: waiting.resume(throwing: RequestFailure(.conflict, "the call is with somebody already, or not answered yet"))
        case .stale: waiting.resume(throwing: RequestFailure(.stale, "a later offer is known"))
        }
    }

    func hangUpAgent(of active: ActiveCall) {
        calls[active.id]?.ringing += 1
        release(active.agentLeg, of: active)
    }

    /// What comes of an earlier ringing is late from now on.
    func newRinging(of active: ActiveCall) -> Int {
        calls[active.id]?.ringing += 1
        return calls[active.id]?.ringing ?? 0
    }

    // MARK: Any leg but the caller's

    /// BYE or CANCEL, and the sound ends.
    func release(_ leg: ActiveCall.Leg?, of active: ActiveCall) {
        guard let leg, let key = leg.sip else { return }
        legs[key] = nil
        drop(leg, of: active)
        perform(endpoint.hangUp(key, at: now))
    }

    func drop(_ leg: ActiveCall.Leg?, of active: ActiveCall) {
        guard let leg else { return }
        if let trunk = leg.trunk { gate.callEnded(on: trunk) }
        if calls[active.id]?.agentLeg?.id == leg.id { calls[active.id]?.agentLeg = nil } else { calls[active.id]?.guests[leg.id] = nil }
        sound(active, .closeLeg(active.media, leg.place))
    }

    /// A phone that we rang was picked up.
    func legAnswered(_ key: SIPCallKey, _ sdp: [UInt8]?) {
        guard let name = legs[key], let active = calls[name.call], var leg = active.leg(at: name.place), leg.sip == key else { return }
        if name.place == .caller { return customerAnswered(active, sdp) }
        let isAgent = active.agentLeg?.id == leg.id
        guard let sdp, let agreed = try? leg.session.answerReceived(sdp) else {
            release(leg, of: active)
            return step(name.call) { isAgent ? $0.agentFailed(.unreachable, at: $1) : $0.legGone(leg.id, .unreachable, at: $1) }
        }
        calls[name.call]?.set(leg)
        change(active) { audio, _, now in audio.agreed(agreed, at: name.place, at: now) }
        step(name.call) { isAgent ? $0.agentAnswered(leg.id, at: $1) : $0.legAnswered(leg.id, at: $1) }
    }

    func legEnded(_ name: LegName, _ key: SIPCallKey, _ cause: SIPEndCause) {
        guard let active = calls[name.call], let leg = active.leg(at: name.place), leg.sip == key else { return }
        let isAgent = active.agentLeg?.id == leg.id
        if let trunk = leg.trunk, cause == .timedOut || cause == .refused(503) { gate.turned(from: trunk) }
        drop(leg, of: active)
        let outcome = Self.outcome(of: cause)
        guard isAgent else { return step(name.call) { $0.legGone(leg.id, outcome.ofLeg, at: $1) } }
        step(name.call) { call, now in call.isBridged ? call.agentLeft(at: now) : call.agentFailed(outcome, at: now) }
    }

    private static func outcome(of cause: SIPEndCause) -> ConnectOutcome {
        switch cause {
        case .refused(486), .refused(600), .refused(603): .busy
        case .refused(408), .refused(480), .refused(487), .timedOut, .peerHungUp, .peerCancelled, .localHangUp, .sessionExpired: .noAnswer
        case .refused: .unreachable
        }
    }
}

extension ConnectOutcome {
    fileprivate var ofLeg: AddLegOutcome {
        switch self {
        case .connected: .connected
        case .noAnswer: .noAnswer
        case .busy: .busy
        case .callerGone: .callerGone
        case .unreachable, .conflict, .stale: .unreachable
        }
    }
}
