import AgentAssistCore
import AgentAssistShell
import Contracts
import Hummingbird
import Security
import Vocabulary
import Web

/// Hold, transfer, hang up; a supervisor's listening in and taking over.
extension DeskRoutes {
    func addControls(to router: Router<WebContext>) {
        router.get("desk/targets") { request, _ in
            try await answer(request) {
                let person = try await signed(request).person
                return .json(Body.encode(try await desk.targets(for: person.id, tenant: person.tenant)))
            }
        }
        router.post("desk/hold") { request, _ in try await answer(request) { try await hold(request) } }
        router.post("desk/mute") { request, _ in try await answer(request) { try await mute(request) } }
        router.post("desk/keys") { request, _ in try await answer(request) { try await press(request) } }
        router.post("desk/transfer") { request, _ in try await answer(request) { try await transfer(request) } }
        router.post("desk/transfer/finish") { request, _ in try await answer(request) { try await finish(request) } }
        router.post("desk/hang-up") { request, _ in try await answer(request) { try await hangUp(request) } }
        router.post("desk/supervise") { request, _ in try await answer(request) { try await supervise(request) } }
    }

    private struct Held: Decodable {
        var call: CallID
        var held: Bool
    }

    private func hold(_ request: Request) async throws -> Response {
        let person = try await signed(request).person
        let held = try await request.json(Held.self)
        try await desk.hold(held.held, held.call, by: person.id, tenant: person.tenant)
        return Response(status: .noContent)
    }

    private struct Muted: Decodable {
        var call: CallID
        var muted: Bool
    }

    private func mute(_ request: Request) async throws -> Response {
        let person = try await signed(request).person
        let muted = try await request.json(Muted.self)
        try await desk.mute(muted.muted, muted.call, by: person.id, tenant: person.tenant)
        return Response(status: .noContent)
    }

    private struct Pressed: Decodable {
        var call: CallID
        var keys: Masked<String>
        /// Nil: the caller.
        var leg: LegID?
    }

    private func press(_ request: Request) async throws -> Response {
        let person = try await signed(request).person
        let pressed = try await request.json(Pressed.self)
        guard (1...32).contains(pressed.keys.revealed.count), pressed.keys.revealed.allSatisfy({ "0123456789*#".contains($0) }) else {
            throw Refusal(.badRequest, "bad-body", "keys must be 1 to 32 of 0-9 * #")
        }
        try await desk.press(pressed.keys, for: pressed.leg, pressed.call, by: person.id, tenant: person.tenant)
        return Response(status: .noContent)
    }

    private struct Given: Decodable {
        enum Kind: String, Decodable { case queue, agent, outside, assistant }
        var call: CallID
        var to: Kind
        /// The queue, the colleague or the number; nothing for the assistant.
        var name: Masked<String>?
        var warm: Bool

        func target() throws -> TransferCall.Target {
            let name = name?.revealed ?? ""
            if to != .assistant { try DeskRoutes.check(Masked(name), "name", 1...64) }
            switch to {
            case .queue: return .queue(QueueName(name))
            case .agent: return .agent(AgentID(name))
            case .assistant: return .assistant
            case .outside:
                let number = name.filter { !" -()".contains($0) }
                guard number.drop(while: { $0 == "+" }).allSatisfy({ $0.isASCII && $0.isNumber }), (3...20).contains(number.count) else {
                    throw Refusal(.badRequest, "bad-body", "name must be a telephone number of 3 to 20 digits")
                }
                return .outside(Masked(number))
            }
        }
    }

    private struct Outcome: Encodable {
        var outcome: String
        var leg: LegID?
    }

    private func transfer(_ request: Request) async throws -> Response {
        let person = try await signed(request).person
        let given = try await request.json(Given.self)
        let answer = try await desk.transfer(given.call, to: try given.target(), given.warm && given.to != .assistant ? .warm : .blind, by: person.id, tenant: person.tenant)
        return .json(Body.encode(Self.outcome(answer)))
    }

    private static func outcome(_ answer: TransferCall.Answer) -> Outcome {
        switch answer {
        case .transferred: Outcome(outcome: "transferred")
        case .consulting(let leg): Outcome(outcome: "consulting", leg: leg)
        case .nobodyFree: Outcome(outcome: "nobody-free")
        case .noAnswer: Outcome(outcome: "no-answer")
        case .busy: Outcome(outcome: "busy")
        case .unreachable: Outcome(outcome: "unreachable")
        case .callerGone: Outcome(outcome: "caller-gone")
        }
    }

    private struct Finished: Decodable {
        var call: CallID
        var leg: LegID
        var outcome: FinishTransfer.Outcome
    }

    private func finish(_ request: Request) async throws -> Response {
        let person = try await signed(request).person
        let finished = try await request.json(Finished.self)
        try await desk.finishTransfer(finished.call, leg: finished.leg, finished.outcome, by: person.id, tenant: person.tenant)
        return Response(status: .noContent)
    }

    private struct Ended: Decodable {
        var call: CallID
    }

    private func hangUp(_ request: Request) async throws -> Response {
        let agent = try await signed(request).person.id
        try await desk.hangUp(try await request.json(Ended.self).call, by: agent)
        return Response(status: .noContent)
    }

    private struct Supervised: Decodable {
        var call: CallID
        var mode: SuperviseCall.Mode
    }

    private func supervise(_ request: Request) async throws -> Response {
        let person = try await signed(request, to: .supervise).person
        let wanted = try await request.json(Supervised.self)
        // Nobody listens without a trace.
        try await AuditChain(platform.database).append(actor: person.id.value, action: "desk.supervise", subject: wanted.call.value, detail: wanted.mode.rawValue)
        let answer = try await desk.supervise(wanted.call, wanted.mode, by: person.id, tenant: person.tenant)
        return .json(Body.encode(Self.outcome(answer)))
    }

    private static func outcome(_ answer: SuperviseCall.Answer) -> Outcome {
        switch answer {
        case .done: Outcome(outcome: "done")
        case .noAnswer: Outcome(outcome: "no-answer")
        case .busy: Outcome(outcome: "busy")
        case .unreachable: Outcome(outcome: "unreachable")
        case .callerGone: Outcome(outcome: "caller-gone")
        }
    }
}
