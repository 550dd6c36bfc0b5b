import Vocabulary

/// Turns a sentence into a direction: sentences that mean the same lie close.
public protocol Embedder: Sendable {
    /// Names the model, so that cached vectors are not mixed.
    var name: String { get }
    var dimensions: Int { get }
    /// - Returns: a vector of unit length with `dimensions` components.
    func embed(_ text: String, deadline: Duration) async throws(EngineFailure) -> [Float]
}
