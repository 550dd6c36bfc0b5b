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
            try await answer(request) { .json(Body.encode(try await desk.waitingWork(of: try await signed(request).person.tenant))) }
        }
        router.post("desk/tickets/change") { request, _ in try await answer(request) { try await changeTicket(request) } }
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
