import Foundation
import SpeechIntentCore

/// A language model behind an OpenAI-compatible endpoint: `POST chat/completions`, streamed.
public final class ChatModel: LanguageModel {
    public let name: String
    private let endpoint: Endpoint
    /// Longer answers are cut by the server.
    private static let tokens = 300

    public init(_ endpoint: Endpoint) {
        name = endpoint.model
        self.endpoint = endpoint
    }

    public func answer(_ prompt: ModelPrompt, deadline: Duration) -> AsyncThrowingStream<String, any Error> {
        let endpoint = endpoint
        return AsyncThrowingStream(bufferingPolicy: .bufferingOldest(1024)) { continuation in
            let reading = Task {
                do {
                    try await Self.read(endpoint, prompt, deadline) { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in reading.cancel() }
        }
    }

    private static func read(_ endpoint: Endpoint, _ prompt: ModelPrompt, _ deadline: Duration, _ take: (String) -> Void) async throws {
        let body = try JSONEncoder().encode(Question(endpoint.model, prompt))
        var lines = EventLines()
        for try await part in HTTPExchange.stream(endpoint.post("chat/completions", type: "application/json", body: body), deadline: deadline) {
            guard let events = lines.received(part) else { throw EngineFailure(.failed, "\(endpoint.model) sent a line without an end") }
            for event in events {
                if event == "[DONE]" { return }
                let delta = try piece(of: event, endpoint.model)
                if let words = delta.words, !words.isEmpty { take(words) }
                if delta.isLast { return }
            }
        }
        throw EngineFailure(.failed, "\(endpoint.model) closed before its answer was whole")
    }

    private static func piece(of event: String, _ model: String) throws(EngineFailure) -> (words: String?, isLast: Bool) {
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(event.utf8)) else {
            throw EngineFailure(.failed, "\(model) sent what is no piece of a chat completion")
        }
        let choice = answer.choices.first
        return (choice?.delta?.content, choice?.finish_reason != nil)
    }

    private struct Question: Encodable {
        struct Message: Encodable { var role, content: String }
        var model: String
        var stream = true
        var temperature = 0
        var max_tokens = ChatModel.tokens
        var messages: [Message]

        init(_ model: String, _ prompt: ModelPrompt) {
            self.model = model
            messages = [Message(role: "system", content: ModelPrompt.instructions), Message(role: "user", content: prompt.user)]
        }
    }

    private struct Answer: Decodable {
        struct Delta: Decodable { var content: String? }
        struct Choice: Decodable {
            var delta: Delta?
            var finish_reason: String?
        }
        var choices: [Choice]
    }
}
