import AgentAssistCore
import AgentAssistShell
import Contracts
import Hummingbird
import Vocabulary
import Web

/// Practice calls.
extension DeskRoutes {
    func addTraining(to router: Router<WebContext>) {
        router.get("desk/training.json") { request, _ in try await answer(request) { try await topics(request) } }
        router.post("desk/training/begin") { request, _ in try await answer(request) { try await beginDrill(request) } }
        router.post("desk/training/say") { request, _ in try await answer(request) { try await sayInDrill(request) } }
        router.post("desk/training/stop") { request, _ in
            try await answer(request) {
                let person = try await signed(request, to: .train).person
                return .json(Body.encode(try await desk.stopDrill(of: person.id, tenant: person.tenant)))
            }
        }
    }

    private struct Topics: Encodable {
        struct Pack: Encodable {
            var pack: PackName
            var title: String
            var topics: [Topic]
        }
        struct Topic: Encodable {
            var intent: String
            var gloss: String
        }
        var packs: [Pack]
        var records: [DrillRecord]
    }

    private func topics(_ request: Request) async throws -> Response {
        let person = try await signed(request, to: .train).person
        let packs = try await desk.trainingPacks(of: person.tenant).sorted { $0.key < $1.key }.map { name, guide in
            Topics.Pack(pack: name, title: guide.title, topics: guide.topics.map { Topics.Topic(intent: $0.intent, gloss: $0.gloss) })
        }
        let records = try await desk.drillRecords(of: person.tenant, agent: person.roles.contains(.supervisor) ? nil : person.id)
        return .json(Body.encode(Topics(packs: packs, records: records)))
    }

    private struct Begun: Decodable {
        var pack: PackName
        var intent: String?
    }

    private func beginDrill(_ request: Request) async throws -> Response {
        let person = try await signed(request, to: .train).person
        let begun = try await request.json(Begun.self)
        return .json(Body.encode(try await desk.beginDrill(of: person.id, tenant: person.tenant, pack: begun.pack, intent: begun.intent)))
    }

    private struct Said: Decodable {
        var text: Masked<String>
    }

    private func sayInDrill(_ request: Request) async throws -> Response {
        let person = try await signed(request, to: .train).person
        let said = try await request.json(Said.self)
        try Self.check(said.text, "text", 1...Desk.longestTurn)
        return .json(Body.encode(try await desk.sayInDrill(said.text, by: person.id, tenant: person.tenant)))
    }
}
