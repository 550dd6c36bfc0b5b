import SpeechIntentCore
import SpeechIntentEngines
import SpeechIntentPackFiles

/// The sentence vectors of packs' phrases in the models' folder; those that are missing are computed, which takes some
/// minutes for all packs once, and nothing afterwards.
struct PhraseVectors {
    let embedder: SentenceEmbedder
    let file: VectorFile

    /// So many are computed between two reports, and so many portions between two writes.
    private static let portion = 200, portionsKept = 10

    init(_ models: ModelFolder) throws {
        self.embedder = try SentenceEmbedder(models, parallel: 2)
        self.file = VectorFile(models: models.path, embedder: self.embedder.name)
    }

    /// - Parameter others: whether the vectors of phrases that are none of these are kept.
    func complete(_ phrases: Set<String>, keepingOthers others: Bool) async throws -> ExampleVectors {
        var vectors = self.stored()
        if !others { vectors = vectors.filter { phrases.contains($0.key) } }
        let new = phrases.subtracting(vectors.keys).sorted()
        for (count, start) in stride(from: 0, to: new.count, by: Self.portion).enumerated() {
            Terminal.say("sentence vectors of new phrases, computed once: \(start) of \(new.count)")
            let portion = new[start..<min(start + Self.portion, new.count)]
            for (phrase, vector) in try await self.vectors(of: portion) { vectors[phrase] = vector }
            if count % Self.portionsKept == Self.portionsKept - 1 { try self.keep(vectors) }
        }
        if !new.isEmpty || !others { try self.keep(vectors) }
        return ExampleVectors(embedder: self.embedder.name, dimensions: self.embedder.dimensions, vectors: vectors)
    }

    private func stored() -> [String: [Float]] { self.file.read(embedder: self.embedder.name, dimensions: self.embedder.dimensions) ?? [:] }

    private func keep(_ vectors: [String: [Float]]) throws {
        try self.file.write(vectors, embedder: self.embedder.name, dimensions: self.embedder.dimensions)
    }

    private func vectors(of phrases: ArraySlice<String>) async throws -> [(String, [Float])] {
        try await withThrowingTaskGroup(of: (String, [Float]).self) { group in
            for phrase in phrases { group.addTask { (phrase, try await self.embedder.embed(phrase, deadline: .seconds(120))) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}

extension Pack {
    /// What it is trained on.
    var trainingPhrases: Set<String> { Set(intents.flatMap(\.phrases)).union(outOfScopePhrases) }
}
