import Contracts
import Foundation
import Vocabulary

/// One tab of an agent's desk, as a browser without eyes: it receives the page's events and acknowledges what it is told to.
final class DeskTab: Sendable {
    struct Shown: Decodable, Sendable {
        struct Head: Decodable, Sendable { var revision: Int }
        struct Picture: Decodable, Sendable { var call: String, head: Head }
        var fence: Int64
        var awaitsAcknowledgement: Bool
        var picture: Picture
    }

    private let curl: RunningProgram
    private let events: URL
    private let desk: String
    private let token: String

    /// Opens the page of whoever holds the token.
    init(_ suite: LiveSuite, token: String) async throws {
        desk = suite.http(.agentAssist) + "/desk"
        self.token = token
        events = suite.scratch.file("tab-\(UInt64.random(in: 0...UInt64.max)).events")
        curl = try RunningProgram(try Prerequisites.program("curl", package: "curl"), ["-sN", "--cookie", "hotline_desk=\(token)", desk + "/events"], log: events)
        let isOpen = await eventually(within: .seconds(10)) { !messages("welcome").isEmpty }
        guard isOpen else { throw Command.Failure(description: "the desk does not welcome: \(text)") }
    }

    func close() async { await curl.end(within: .seconds(2)) }

    /// The bodies of the events of one name so far.
    func messages(_ name: String) -> [String] {
        text.split(separator: "\n\n").compactMap { block in
            let lines = block.split(separator: "\n")
            guard lines.contains(where: { $0 == "event: \(name)" }) else { return nil }
            return lines.first { $0.hasPrefix("data: ") }.map { String($0.dropFirst(6)) }
        }
    }

    private var text: String { String(decoding: FileManager.default.contents(atPath: events.path) ?? Data(), as: UTF8.self) }

    /// Waits until the page is asked to show a call.
    func shown(_ call: String, within limit: Duration) async throws -> Shown? {
        var found: Shown?
        _ = try await eventually(within: limit) {
            found = try messages("show").map { try JSONDecoder().decode(Shown.self, from: Data($0.utf8)) }.last { $0.picture.call == call }
            return found != nil
        }
        return found
    }

    /// The newest revision that the page was sent for a call.
    private func revision(of call: String) -> Int {
        struct Change: Decodable { var call: String, head: Shown.Head }
        let changes = messages("change").compactMap { try? JSONDecoder().decode(Change.self, from: Data($0.utf8)) }.filter { $0.call == call }.map(\.head.revision)
        let shows = messages("show").compactMap { try? JSONDecoder().decode(Shown.self, from: Data($0.utf8)) }.filter { $0.picture.call == call }.map(\.picture.head.revision)
        return (changes + shows).max() ?? 0
    }

    /// Says that the DOM shows all it was sent, under this fence.
    func acknowledge(_ shown: Shown) async throws {
        _ = try await Web.post(
            desk + "/ack", cookie: "hotline_desk=\(token)",
            body: """
                {"call": "\(shown.picture.call)", "fence": \(shown.fence), "revision": \(revision(of: shown.picture.call))}
                """)
    }

    func choose(_ presence: Presence) async throws {
        let answer = try await Web.post(desk + "/presence", cookie: "hotline_desk=\(token)", body: "{\"presence\": \"\(presence.rawValue)\"}")
        guard answer.status == 204 else { throw Command.Failure(description: "the desk refuses to be \(presence): \(answer.text)") }
    }
}
