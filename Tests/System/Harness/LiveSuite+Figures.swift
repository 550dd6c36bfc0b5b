import Foundation
import Vocabulary

/// What `/v1/calls/{id}` says of a call, as far as the tests look at it.
struct Story: Decodable, Sendable {
    struct Line: Decodable, Sendable {
        var kind: String
        var text: String?
        var intent: String?
        var action: String?
        var confidence: Double?
    }
    struct Summary: Decodable, Sendable {
        var call: String
        var outcome: String?
        var cause: String?
        var intents: [String]
    }
    struct HandOver: Decodable, Sendable {
        var agent: String?
    }
    var summary: Summary
    var lines: [Line]
    var handOvers: [HandOver]
    var packetsReceived: Int?
    var packetsLost: Int?

    var heard: [String] { lines.filter { $0.kind == "caller" }.compactMap(\.text) }
    var intents: [String] { lines.compactMap(\.intent) }
}

extension LiveSuite {
    /// Asks until the story of a call is complete by the given measure; figures follow the events within a moment.
    func story(of call: String, within limit: Duration = .seconds(15), until isComplete: (Story) -> Bool = { $0.summary.cause != nil }) async throws -> Story {
        let address = http(.analytics) + "/v1/calls/" + call, token = try await token()
        var last = "no answer"
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            let answer = try? await Web.get(address, token: token)
            last = answer?.text ?? last
            if let answer, answer.status == 200, let story = try? JSONDecoder().decode(Story.self, from: answer.body), isComplete(story) { return story }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Command.Failure(description: "the story of call \(call) is not complete within \(limit): \(last)")
    }

    /// The sum of a metric's samples, as `/metrics` of an instance says.
    func metric(_ name: String, _ service: ServiceName, _ index: Int = 0) async throws -> Double {
        let text = try await Web.get(http(service, index) + "/metrics").text
        return text.split(separator: "\n").filter { $0.hasPrefix(name + " ") || $0.hasPrefix(name + "{") }
            .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
    }
}

extension LiveSuite {
    /// The latest call to a number since a moment, by the query API.
    func newestCall(to number: String, since moment: Timestamp, within limit: Duration = .seconds(10)) async throws -> String? {
        struct Summary: Decodable { var call: String, dialled: String? }
        let token = try await token()
        var found: String?
        _ = try await eventually(within: limit) {
            let answer = try await Web.get(http(.analytics) + "/v1/calls?from=\(moment.iso8601)", token: token)
            let calls = try JSONDecoder().decode([Summary].self, from: answer.body)
            found = calls.first { $0.dialled == number }?.call
            return found != nil
        }
        return found
    }
}
