import ArgumentParser
import SpeechIntentCore
import SpeechIntentEngines
import SpeechIntentPackFiles

struct PacksEmbed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed", abstract: "Computes the sentence vectors of packs' phrases into the models' folder; only new phrases take time.")

    @OptionGroup var packs: PackOptions
    @Option(help: "Only of this industry; repeatable. Otherwise of all.") var industry: [String] = []

    func run() async throws {
        let folder = self.packs.folder
        let industries = self.industry.isEmpty ? folder.industries : self.industry
        let phrases = try industries.reduce(into: Set<String>()) { $0.formUnion(try folder.load($1).trainingPhrases) }
        let vectors = try PhraseVectors(.standard())
        _ = try await vectors.complete(phrases, keepingOthers: !self.industry.isEmpty)
        Terminal.print("\(phrases.count) phrases of \(industries.joined(separator: ", ")) have vectors in \(vectors.file.path)")
    }
}
