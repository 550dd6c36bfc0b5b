import AgentAssistCore
import AgentAssistShell
import Contracts
import Hummingbird
import Vocabulary
import Web

/// What an agent does with a call: notes, tickets, revealing, wrapping up; and with the day: presence, figures.
extension DeskRoutes {
    func addHandling(to router: Router<WebContext>) {
        router.post("desk/presence") { request, _ in try await answer(request) { try await choosePresence(request) } }
        router.post("desk/more-time") { request, _ in try await answer(request) { try await extendWrapUp(request) } }
        router.get("desk/figures") { request, _ in
            try await answer(request) { .json(Body.encode(try await desk.figures(of: try await signed(request).person.id))) }
        }
        router.get("desk/unfinished") { request, _ in
            try await answer(request) { .json(Body.encode(try await desk.unfinished(of: try await signed(request).person.id))) }
        }
        router.post("desk/reopen") { request, _ in try await answer(request) { try await reopen(request) } }
        router.get("desk/calls/:id/notes") { request, context in try await answer(request) { try await notes(request, CallID(try context.parameters.require("id"))) } }
        router.post("desk/notes") { request, _ in try await answer(request) { try await putNotes(request) } }
        router.post("desk/ticket") { request, _ in try await answer(request) { try await openTicket(request) } }
        router.post("desk/call-back") { request, _ in try await answer(request) { try await planCallBack(request) } }
        router.post("desk/urge") { request, _ in try await answer(request) { try await urge(request) } }
        router.post("desk/reveal") { request, _ in try await answer(request) { try await reveal(request) } }
        router.post("desk/wrap-up") { request, _ in try await answer(request) { try await wrapUp(request) } }
    }

    private struct Chosen: Decodable {
        var presence: Presence
        var reason: PauseReason?
    }

    private func choosePresence(_ request: Request) async throws -> Response {
        let person = try await signed(request).person
        let chosen = try await request.json(Chosen.self)
        guard chosen.presence != .busy else { throw Refusal(.badRequest, "bad-body", "presence must be ready, paused, wrap-up or offline: busy comes with a call") }
        try await desk.choose(chosen.presence, because: chosen.reason, by: person.id, of: person.tenant)
        return Response(status: .noContent)
    }

    private func extendWrapUp(_ request: Request) async throws -> Response {
        let person = try await signed(request).person
        try await desk.extendWrapUp(of: person.id, tenant: person.tenant)
        return Response(status: .noContent)
    }

    // MARK: Notes

    private struct Notes: Codable {
        var text: Masked<String>
    }

    private func notes(_ request: Request, _ call: CallID) async throws -> Response {
        let agent = try await signed(request).person.id
        return .json(Body.encode(Notes(text: try await desk.notes(of: call, by: agent) ?? Masked(""))))
    }

    private struct NewNotes: Decodable {
        var call: CallID
        var text: Masked<String>
    }

    private func putNotes(_ request: Request) async throws -> Response {
        let person = try await signed(request).person
        let notes = try await request.json(NewNotes.self)
        try Self.check(notes.text, "text", 0...4000)
        try await desk.put(notes: notes.text, of: notes.call, by: person.id, tenant: person.tenant)
        return Response(status: .noContent)
    }

    // MARK: Tickets

    private struct NewTicket: Decodable {
        var call: CallID
        /// The page's own for this ticket: sent again, it is not opened again.
        var key: String
        var kind: String
        var title: Masked<String>
        var detail: Masked<String>
        var urgent: Bool?
    }

    private struct Opened: Encodable {
        var outcome: String
        var ticket: TicketID?
        var due: Masked<String>?
        init(_ answer: PerformAction.Answer) {
            outcome = answer.outcome.rawValue
            ticket = answer.ticket
            due = answer.values["due"]
        }
    }

    private func openTicket(_ request: Request) async throws -> Response {
        let person = try await signed(request).person
        let new = try await request.json(NewTicket.self)
        try Self.check(Masked(new.key), "key", 1...64)
        try Self.check(Masked(new.kind), "kind", 1...64)
        try Self.check(new.title, "title", 1...120)
        try Self.check(new.detail, "detail", 0...4000)
        var parameters = ["kind": Masked(new.kind), "title": new.title, "detail": new.detail]
        if new.urgent == true { parameters["priority"] = Masked("urgent") }
        let answer = try await desk.perform("ticket.create", key: new.key, parameters: parameters, of: new.call, by: person.id, tenant: person.tenant)
        return .json(Body.encode(Opened(answer)))
    }

    private struct NewCallBack: Decodable {
        var call: CallID
        var key: String
        /// `yyyy-MM-dd` and `HH:mm`
        var date: String
        var time: String
        var detail: Masked<String>
    }

    private func planCallBack(_ request: Request) async throws -> Response {
        let person = try await signed(request).person
        let new = try await request.json(NewCallBack.self)
        try Self.check(Masked(new.key), "key", 1...64)
        try Self.check(new.detail, "detail", 1...1000)
        guard Timestamp(iso8601: "\(new.date)T\(new.time):00Z") != nil else { throw Refusal(.badRequest, "bad-body", "date must be such as 2026-11-23 and time such as 09:30") }
        let parameters = ["date": Masked(new.date), "time": Masked(new.time), "detail": new.detail]
        let answer = try await desk.perform("callback.create", key: new.key, parameters: parameters, of: new.call, by: person.id, tenant: person.tenant)
        return .json(Body.encode(Opened(answer)))
    }

    private struct Urged: Decodable {
        var call: CallID
        var key: String
        var ticket: TicketID
    }

    private func urge(_ request: Request) async throws -> Response {
        let person = try await signed(request).person
        let urged = try await request.json(Urged.self)
        try Self.check(Masked(urged.key), "key", 1...64)
        let answer = try await desk.perform("ticket.urge", key: urged.key, parameters: ["ticket": Masked(urged.ticket.value)], of: urged.call, by: person.id, tenant: person.tenant)
        return .json(Body.encode(Opened(answer)))
    }

    // MARK: In clear

    private struct Wanted: Decodable {
        var call: CallID
        var field: Reveal.Field
        var reason: Reveal.Reason
    }

    private func reveal(_ request: Request) async throws -> Response {
        let person = try await signed(request).person
        let wanted = try await request.json(Wanted.self)
        let value = try await desk.reveal(wanted.field, for: wanted.reason, of: wanted.call, by: person.id, tenant: person.tenant)
        return .json(Body.encode(["value": value]))
    }

    // MARK: Afterwards

    private struct Reopened: Decodable {
        var call: CallID
    }

    private func reopen(_ request: Request) async throws -> Response {
        let agent = try await signed(request).person.id
        try await desk.reopen(try await request.json(Reopened.self).call, by: agent)
        return Response(status: .noContent)
    }

    private struct Closing: Decodable {
        var call: CallID
        var code: WrapUp.Code
        var summary: Masked<String>
    }

    private func wrapUp(_ request: Request) async throws -> Response {
        let person = try await signed(request).person
        let closing = try await request.json(Closing.self)
        try Self.check(closing.summary, "summary", 0...2000)
        try await desk.wrapUp(WrapUp(code: closing.code, summary: closing.summary), of: closing.call, by: person.id, tenant: person.tenant)
        return Response(status: .noContent)
    }

    static func check(_ text: Masked<String>, _ name: String, _ lengths: ClosedRange<Int>) throws {
        guard lengths.contains(text.revealed.count) else {
            throw Refusal(.badRequest, "bad-body", "\(name) must have \(lengths.lowerBound) to \(lengths.upperBound) characters")
        }
    }
}
