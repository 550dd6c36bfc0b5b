import Vocabulary

/// Words an answer from given passages. Everything works without one; what it says is checked by `FactGuard`.
public protocol LanguageModel: Sendable {
    /// Of the endpoint's model; kept with each decision.
    var name: String { get }

    /// Streams the answer in pieces of any length.
    /// - Parameter deadline: for the whole answer.
    /// The stream ends after the last piece, or throws `EngineFailure`.
    func answer(_ prompt: ModelPrompt, deadline: Duration) -> AsyncThrowingStream<String, any Error>
}
