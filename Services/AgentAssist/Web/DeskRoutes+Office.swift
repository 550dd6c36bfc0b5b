import AgentAssistCore
import AgentAssistShell
import Contracts
import Hummingbird
import Vocabulary
import Web

/// What supervisors, auditors and administrators see and do.
extension DeskRoutes {
    func addOffice(to router: Router<WebContext>) {
        router.get("desk/wall.json") { request, _ in
            try await answer(request) { .json(Body.encode(try await desk.wall(of: try await signed(request, to: .seeWall).person.tenant))) }
        }
        router.get("desk/reveals") { request, _ in
            try await answer(request) { .json(Body.encode(try await desk.reveals(of: try await signed(request, to: .seeReveals).person.tenant))) }
        }
        router.get("desk/browsers") { request, _ in
            try await answer(request) { .json(Body.encode(try await browsers.all(of: try await signed(request, to: .approveBrowsers).person.tenant))) }
        }
        router.post("desk/browsers") { request, _ in try await answer(request) { try await approve(request) } }
    }

    private struct Approval: Decodable {
        var browser: String
        var approved: Bool
    }

    private func approve(_ request: Request) async throws -> Response {
        let person = try await signed(request, to: .approveBrowsers).person
        let approval = try await request.json(Approval.self)
        guard try await browsers.approve(approval.browser, approval.approved, by: person.id, tenant: person.tenant) else {
            throw Refusal(.notFound, "no-such-browser", "this browser has never asked to sign in")
        }
        return Response(status: .noContent)
    }
}
