import ArgumentParser
import SpeechIntentCore
import SpeechIntentEngines
import SpeechIntentPackFiles

struct PacksEmbed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed", abstract: "Computes the sentence vectors of all packs' phrases into the models' folder; only new phrases take time.")

    @OptionGroup var packs: PackOptions

    func run() async throws {
        let folder = self.packs.folder
        let models = ModelFolder.standard()
        let embedder = try SentenceEmbedder(models)
        let file = VectorFile(models: models.path, embedder: embedder.name)
        let known = file.read(embedder: embedder.name, dimensions: embedder.dimensions) ?? [:]
        let phrases = try self.phrases(folder)
        var vectors: [String: [Float]] = [:]
        for (index, phrase) in phrases.enumerated() {
            if index.isMultiple(of: 200) { Terminal.say("phrases \(index) of \(phrases.count)") }
            if let vector = known[phrase] { vectors[phrase] = vector } else { vectors[phrase] = try await embedder.embed(phrase, deadline: .seconds(10)) }
        }
        try file.write(vectors, embedder: embedder.name, dimensions: embedder.dimensions)
        Terminal.print("\(vectors.count) phrases in \(file.path)")
    }

    private func phrases(_ folder: PackFolder) throws -> [String] {
        var all: Set<String> = []
        for industry in folder.industries {
            let pack = try folder.load(industry)
            for intent in pack.intents { all.formUnion(intent.phrases) }
            all.formUnion(pack.outOfScopePhrases)
        }
        return all.sorted()
    }
}
