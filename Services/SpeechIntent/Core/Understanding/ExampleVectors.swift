/// Sentence vectors of a pack's phrases, computed once by the set-up with one embedder.
public struct ExampleVectors: Sendable {
    /// Names the embedder: vectors of different models must not be mixed.
    public let embedder: String
    public let dimensions: Int
    private let vectors: [String: [Float]]

    /// - Parameter vectors: by phrase; those of another length are left out.
    public init(embedder: String, dimensions: Int, vectors: [String: [Float]]) {
        self.embedder = embedder
        self.dimensions = dimensions
        self.vectors = vectors.filter { $0.value.count == dimensions }
    }

    public subscript(phrase: String) -> [Float]? { self.vectors[phrase] }
}
