import AgentAssistCore
import AgentAssistShell
import Contracts
import Hummingbird
import Vocabulary
import Web

/// Work without a call: tickets that wait, taking them up, finishing them.
extension DeskRoutes {
    func addTickets(to router: Router<WebContext>) {
        router.get("desk/tickets") { request, _ in
            try await answer(request) {
                let person = try await signed(request).person
                return .json(Body.encode(try await desk.waitingWork(of: person.tenant, for: person.id)))
            }
        }
        router.post("desk/tickets/change") { request, _ in try await answer(request) { try await changeTicket(request) } }
        router.post("desk/call-backs/take") { request, _ in try await answer(request) { try await takeCallBack(request) } }
        router.post("desk/call-backs/dial") { request, _ in try await answer(request) { try await dialCallBack(request) } }
        router.post("desk/call-backs/finish") { request, _ in try await answer(request) { try await finishCallBack(request) } }
        router.post("desk/tickets/reveal") { request, _ in try await answer(request) { try await revealNumber(request) } }
    }

    private struct Changed: Decodable {
        var ticket: TicketID
        var state: TicketState
    }

    private func changeTicket(_ request: Request) async throws -> Response {
        let person = try await signed(request).person
        let changed = try await request.json(Changed.self)
        try await desk.change(changed.ticket, to: changed.state, by: person.id, tenant: person.tenant)
        return Response(status: .noContent)
    }

    private struct Taken: Encodable {
        var isTaken: Bool
        var next: Timestamp?
    }

    private func takeCallBack(_ request: Request) async throws -> Response {
        let person = try await signed(request).person
        let (isTaken, next) = try await desk.takeCallBack(for: person.id, tenant: person.tenant)
        return .json(Body.encode(Taken(isTaken: isTaken, next: next)))
    }

    private struct Dialled: Decodable {
        var ticket: TicketID
        var fence: Int64
    }

    private func dialCallBack(_ request: Request) async throws -> Response {
        let person = try await signed(request).person
        let dialled = try await request.json(Dialled.self)
        let answer = try await desk.dialCallBack(dialled.ticket, fence: dialled.fence, by: person.id, tenant: person.tenant)
        return .json(Body.encode(["outcome": answer.outcome.rawValue, "call": answer.call.value]))
    }

    private struct Finished: Decodable {
        var ticket: TicketID
        var fence: Int64
        var outcome: CallBackOutcome
    }

    private func finishCallBack(_ request: Request) async throws -> Response {
        let person = try await signed(request).person
        let finished = try await request.json(Finished.self)
        try await desk.finishCallBack(finished.ticket, fence: finished.fence, finished.outcome, by: person.id, tenant: person.tenant)
        return Response(status: .noContent)
    }

    private struct Wanted: Decodable {
        var ticket: TicketID
        var reason: Reveal.Reason
    }

    private func revealNumber(_ request: Request) async throws -> Response {
        let person = try await signed(request).person
        let wanted = try await request.json(Wanted.self)
        return .json(Body.encode(["value": try await desk.revealNumber(of: wanted.ticket, for: wanted.reason, by: person.id, tenant: person.tenant)]))
    }
}
