import ArgumentParser
import SpeechIntentCore
import SpeechIntentEngines
import SpeechIntentPackFiles

struct PacksEmbed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed", abstract: "Computes the sentence vectors of all packs' phrases into the models' folder; only new phrases take time.")

    @OptionGroup var packs: PackOptions

    /// So many are computed between two reports.
    private static let portion = 200

    func run() async throws {
        let folder = self.packs.folder
        let models = ModelFolder.standard()
        let embedder = try SentenceEmbedder(models, parallel: 2)
        let file = VectorFile(models: models.path, embedder: embedder.name)
        let known = file.read(embedder: embedder.name, dimensions: embedder.dimensions) ?? [:]
        let phrases = try self.phrases(folder)
        var vectors = known.filter { phrases.contains($0.key) }
        let new = phrases.subtracting(vectors.keys).sorted()
        for start in stride(from: 0, to: new.count, by: Self.portion) {
            Terminal.say("phrases \(start) of \(new.count)")
            let portion = Array(new[start..<min(start + Self.portion, new.count)])
            for (phrase, vector) in try await Self.vectors(of: portion, by: embedder) { vectors[phrase] = vector }
        }
        try file.write(vectors, embedder: embedder.name, dimensions: embedder.dimensions)
        Terminal.print("\(vectors.count) phrases in \(file.path)")
    }

    private static func vectors(of phrases: [String], by embedder: SentenceEmbedder) async throws -> [(String, [Float])] {
        try await withThrowingTaskGroup(of: (String, [Float]).self) { group in
            for phrase in phrases { group.addTask { (phrase, try await embedder.embed(phrase, deadline: .seconds(120))) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func phrases(_ folder: PackFolder) throws -> Set<String> {
        var all: Set<String> = []
        for industry in folder.industries {
            let pack = try folder.load(industry)
            for intent in pack.intents { all.formUnion(intent.phrases) }
            all.formUnion(pack.outOfScopePhrases)
        }
        return all
    }
}
