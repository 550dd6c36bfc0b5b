import Bus
import Contracts
import MediaGatewayCore
import Protocols
import Vocabulary

/// Legs beyond caller and agent, hold, and the way back to the assistant, as Routing asks for them.
extension Gateway {
    func serveLegs() async {
        let bus = platform.bus
        await bus.serve(AddLeg.self) { [weak self] request, _ in try await Self.here(self).add(request) }
        await bus.serve(SetLeg.self) { [weak self] request, _ in try await Self.here(self).set(request) }
        await bus.serve(DropLeg.self) { [weak self] request, _ in try await Self.here(self).drop(request) }
        await bus.serve(HoldCaller.self) { [weak self] request, _ in try await Self.here(self).hold(request) }
        await bus.serve(PressKeys.self) { [weak self] request, _ in try await Self.here(self).press(request) }
        await bus.serve(LeaveBriefing.self) { [weak self] request, _ in try await Self.here(self).keep(request) }
        await bus.serve(HandBack.self) { [weak self] request, _ in try await Self.here(self).handBack(request) }
        await bus.serve(OriginateCall.self) { [weak self] request, _ in try await Self.here(self).originate(request) }
    }

    private static func here(_ gateway: Gateway?) throws(RequestFailure) -> Gateway {
        guard let gateway else { throw RequestFailure(.unavailable, "the gateway has ended") }
        return gateway
    }

    // MARK: Requests

    private func add(_ question: AddLeg) async throws -> AddLeg.Answer {
        guard let active = calls[question.call] else { return .callerGone }
        guard active.adds[question.leg] == nil else { throw RequestFailure(.conflict, "the call has a leg of that name") }
        return try await withCheckedThrowingContinuation { continuation in
            calls[question.call]?.adds[question.leg] = continuation
            do throws(RequestFailure) {
                try request(question.call) { call, now throws(RequestFailure) in try call.legRequested(question, at: now) }
            } catch {
                calls[question.call]?.adds[question.leg] = nil
                continuation.resume(throwing: error)
            }
        }
    }

    private func set(_ question: SetLeg) throws(RequestFailure) -> Done {
        guard let leg = calls[question.call]?.named(question.leg) else { throw RequestFailure(.notFound, "no such call on this gateway") }
        try request(question.call) { call, now throws(RequestFailure) in
            try call.legChanged(leg, role: question.role, muted: question.muted, fence: question.fence, at: now)
        }
        return Done()
    }

    private func drop(_ question: DropLeg) throws(RequestFailure) -> Done {
        guard let leg = calls[question.call]?.named(question.leg) else { throw RequestFailure(.notFound, "no such call on this gateway") }
        try request(question.call) { call, now throws(RequestFailure) in try call.legDropped(leg, alone: question.alone, at: now) }
        return Done()
    }

    private func hold(_ question: HoldCaller) throws(RequestFailure) -> Done {
        try request(question.call) { call, now throws(RequestFailure) in try call.holdRequested(question.isHeld, at: now) }
        return Done()
    }

    private func press(_ question: PressKeys) throws(RequestFailure) -> Done {
        try request(question.call) { call, now throws(RequestFailure) in try call.keysRequested(question.keys.revealed, for: question.leg, at: now) }
        return Done()
    }

    private func keep(_ question: LeaveBriefing) throws(RequestFailure) -> Done {
        let sounds = (toAgent: Sound(alaw: Array(question.toAgent)), toBoth: Sound(alaw: Array(question.toBoth)))
        try request(question.call) { call, _ throws(RequestFailure) in
            try call.briefingLeft(epoch: question.epoch, toAgent: sounds.toAgent.length, toBoth: sounds.toBoth.length)
            return []
        }
        calls[question.call]?.briefing = sounds
        return Done()
    }

    private func handBack(_ question: HandBack) async throws -> Done {
        try await withCheckedThrowingContinuation { continuation in
            do throws(RequestFailure) {
                guard calls[question.call]?.handBack == nil else { throw RequestFailure(.conflict, "the call is being handed back already") }
                calls[question.call]?.handBack = continuation
                do throws(RequestFailure) {
                    try request(question.call) { call, now throws(RequestFailure) in try call.handBackRequested(question, at: now) }
                } catch {
                    calls[question.call]?.handBack = nil
                    throw error
                }
            } catch { continuation.resume(throwing: error) }
        }
    }

    // MARK: What a call wants of its legs

    func perform(_ effect: LegEffect, _ active: ActiveCall) {
        switch effect {
        case .alert: if let key = active.callerLeg.sip { perform(endpoint.ring(key, at: now)) }
        case .ring(let leg, .phone(let phone)): ringPhone(phone, .guest(leg), active)
        case .ring(let leg, .outside(let number)): ringOutside(number.revealed, .guest(leg), active)
        case .hangUp(let leg): release(active.guests[leg], of: active)
        case .admit, .muteAgent, .press, .hold, .brief, .introduce: shape(effect, active)
        case .promote(let leg): promote(leg, active)
        case .answer(let leg, let outcome): calls[active.id]?.adds.removeValue(forKey: leg)?.resume(returning: outcome.answer)
        case .answerHandBack(let isTaken): answerHandBack(isTaken, active)
        case .joined(let leg, let role, let agent): record(.joined(leg, role, agent), of: active)
        case .left(let leg, let role, let agent): record(.left(leg, role, agent, reason: active.reason), of: active)
        case .held(let party, let isHeld): record(.held(party, isHeld), of: active)
        case .muted(let leg, let agent, let isMuted): record(.muted(leg, agent, isMuted), of: active)
        }
    }

    private func shape(_ effect: LegEffect, _ active: ActiveCall) {
        switch effect {
        case .admit(let leg, let role, let isMuted):
            guard let place = active.guests[leg]?.place else { return }
            change(active) { audio, _, _ in audio.admit(place, as: role, isMuted: isMuted) }
        case .muteAgent(let isMuted): change(active) { audio, _, _ in audio.muteAgent(isMuted) }
        case .press(let digits, let leg):
            guard let place = leg.map({ active.guests[$0]?.place }) ?? .caller else { return }
            change(active) { audio, _, _ in audio.press(digits, for: place) }
        case .brief(let number):
            guard let sound = active.briefing?.toAgent else { return }
            change(active) { audio, _, _ in audio.brief(sound, number: number) }
        case .introduce:
            guard let sound = active.briefing?.toBoth else { return }
            change(active) { audio, _, _ in audio.introduce(with: sound) }
        case .hold(let isHeld): change(active) { audio, _, _ in audio.hold(isHeld) }
        default: break
        }
    }

    private func promote(_ leg: LegID, _ active: ActiveCall) {
        guard let next = calls[active.id]?.guests.removeValue(forKey: leg) else { return }
        if let former = active.agentLeg { calls[active.id]?.guests[former.id] = former }
        calls[active.id]?.agentLeg = next
        change(active) { audio, _, _ in audio.promote(next.place) }
    }

    private func answerHandBack(_ isTaken: Bool, _ active: ActiveCall) {
        guard let waiting = active.handBack else { return }
        calls[active.id]?.handBack = nil
        if isTaken { waiting.resume(returning: Done()) } else { waiting.resume(throwing: RequestFailure(.unavailable, "no speech instance took the call")) }
    }
}

extension AddLegOutcome {
    fileprivate var answer: AddLeg.Answer {
        switch self {
        case .connected: .connected
        case .noAnswer: .noAnswer
        case .busy: .busy
        case .unreachable: .unreachable
        case .callerGone: .callerGone
        case .dropped: .dropped
        }
    }
}
