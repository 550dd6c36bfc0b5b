import Foundation
import SpeechIntentCore
import SpeechIntentPackFiles
import Testing

struct VectorFileTests {
    private let file = VectorFile(FileManager.default.temporaryDirectory.appendingPathComponent("vectors-\(UUID().uuidString)").path)
    private let vectors: [String: [Float]] = ["暖气不热": [0.5, -0.5, 0.25], "": [1, 0, 0], "退款": [0, 0, 0]]

    @Test("vectors come back within a hundredth")
    func roundTrip() throws {
        defer { try? FileManager.default.removeItem(atPath: self.file.path) }
        try self.file.write(self.vectors, embedder: "e", dimensions: 3)
        let read = try #require(self.file.read(embedder: "e", dimensions: 3))
        #expect(Set(read.keys) == Set(self.vectors.keys))
        for (phrase, vector) in self.vectors {
            for (wanted, found) in zip(vector, try #require(read[phrase])) { #expect(abs(wanted - found) < 0.01) }
        }
    }

    @Test("another embedder's vectors are not taken")
    func otherEmbedder() throws {
        defer { try? FileManager.default.removeItem(atPath: self.file.path) }
        try self.file.write(self.vectors, embedder: "e", dimensions: 3)
        #expect(self.file.read(embedder: "f", dimensions: 3) == nil)
        #expect(self.file.read(embedder: "e", dimensions: 4) == nil)
    }

    @Test("a file cut anywhere gives what is whole and never traps")
    func truncated() throws {
        defer { try? FileManager.default.removeItem(atPath: self.file.path) }
        try self.file.write(self.vectors, embedder: "e", dimensions: 3)
        let whole = try Data(contentsOf: URL(fileURLWithPath: self.file.path))
        for length in 0..<whole.count {
            try whole.prefix(length).write(to: URL(fileURLWithPath: self.file.path))
            #expect((self.file.read(embedder: "e", dimensions: 3)?.count ?? 0) < self.vectors.count)
        }
    }

    @Test("vectors that separate two intents decide where words cannot")
    func meanings() throws {
        let folder = try #require(Packs.heating)
        var pack = folder.pack
        pack.intents = ["a", "b"].map { name in
            IntentDefinition(name: name, gloss: name, phrases: (0..<20).map { "说法\(name)\($0)" })
        }
        pack.outOfScopePhrases = []
        var vectors: [String: [Float]] = [:]
        for intent in pack.intents {
            for (index, phrase) in intent.phrases.enumerated() { vectors[phrase] = [intent.name == "a" ? 1 : -1, Float(index % 3) / 10, 0.3] }
        }
        let known = ExampleVectors(embedder: "e", dimensions: 3, vectors: vectors)
        let understanding = Understanding(pack: pack, tables: folder.tables, vectors: known)
        #expect(understanding.understand("全新的话", context: Packs.context, vector: [0.9, 0.1, 0.3]).intent == "a")
        #expect(understanding.understand("全新的话", context: Packs.context, vector: [-0.9, 0.1, 0.3]).intent == "b")
        #expect(understanding.understand("全新的话", context: Packs.context, vector: [1]).confidence <= 1)
    }

    @Test("meanings that no straight line separates are told by the nearest phrases; another embedder's vector is passed over")
    func corners() throws {
        let folder = try #require(Packs.heating)
        var pack = folder.pack
        pack.outOfScopePhrases = []
        let corners: [String: [[Float]]] = ["a": [[1, 1], [-1, -1]], "b": [[1, -1], [-1, 1]]]
        pack.intents = ["a", "b"].map { name in IntentDefinition(name: name, gloss: name, phrases: (0..<40).map { "说法\(name)\($0)" }) }
        var vectors: [String: [Float]] = [:]
        for intent in pack.intents {
            for (index, phrase) in intent.phrases.enumerated() { vectors[phrase] = corners[intent.name]?[index % 2] }
        }
        let understanding = Understanding(
            pack: pack, tables: folder.tables, vectors: ExampleVectors(embedder: "e", dimensions: 2, vectors: vectors))
        for (name, places) in corners {
            for place in places {
                #expect(understanding.understand("全新的话", context: Packs.context, vector: place.map { $0 * 0.9 }).intent == name)
            }
        }
        #expect(understanding.understand("说法a1", context: Packs.context, vector: [Float](repeating: 1, count: 900)).intent == "a")
    }
}
