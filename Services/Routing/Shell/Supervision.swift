import Bus
import Contracts
import Runtime
import Store
import Vocabulary

/// Supervisors in calls: one leg each, whose role changes.
struct Supervision: Sendable {
    let transfers: Transfers

    private var bus: any Bus { transfers.platform.bus }

    func supervise(_ request: SuperviseCall) async throws -> SuperviseCall.Answer {
        let (call, guest) = try await transfers.transaction { changes in
            guard let known = try Calls(transaction: changes.transaction).locked(request.call), known.tenant == request.tenant, known.state != "ended" else {
                throw RequestFailure(.notFound, "there is no such call any more")
            }
            return (known, try Guests(transaction: changes.transaction).all(of: request.call).first { $0.agent == request.supervisor })
        }
        if let guest { return try await change(guest, request, call) }
        guard request.mode != .leave else { throw RequestFailure(.notFound, "this supervisor is not in the call") }
        return try await enter(request, call)
    }

    private func enter(_ request: SuperviseCall, _ call: Calls.Known) async throws -> SuperviseCall.Answer {
        let leg = LegID(transfers.platform.identifier())
        let invitation: Invitation
        do {
            invitation = try await transfers.transaction { changes in try changes.invite(request.supervisor, to: call, as: leg, mustBeReady: false) }
        } catch is NobodyFree {
            throw RequestFailure(.conflict, "the supervisor has a call, or no phone here; add one with: hotline queues put")
        }
        switch await transfers.ring(invitation, request.mode.role) {
        case .connected:
            guard request.mode == .takeOver else { return .done }
            let guest = Guests.Known(leg: leg, agent: request.supervisor, fence: invitation.lease.fence)
            return try await change(guest, request, call)
        case .noAnswer, .dropped: return .noAnswer
        case .busy: return .busy
        case .unreachable: return .unreachable
        case .callerGone: return .callerGone
        }
    }

    private func change(_ guest: Guests.Known, _ request: SuperviseCall, _ call: Calls.Known) async throws -> SuperviseCall.Answer {
        switch request.mode {
        case .leave: _ = try await bus.ask(DropLeg(call: request.call, leg: guest.leg), of: call.gateway)
        case .takeOver: _ = try await bus.ask(SetLeg(call: request.call, leg: guest.leg, role: .agent, fence: guest.fence), of: call.gateway)
        case .listen, .whisper, .join: _ = try await bus.ask(SetLeg(call: request.call, leg: guest.leg, role: request.mode.role), of: call.gateway)
        }
        return .done
    }
}

extension SuperviseCall.Mode {
    /// As which a leg begins: the agent's only once it hears the others.
    fileprivate var role: LegRole {
        switch self {
        case .listen, .leave: .listening
        case .whisper: .whispering
        case .join, .takeOver: .joined
        }
    }
}
