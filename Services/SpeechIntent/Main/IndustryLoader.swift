import Contracts
import Logging
import Security
import SpeechIntentCore
import SpeechIntentEngines
import SpeechIntentPackFiles
import SpeechIntentShell
import Vocabulary

/// Makes the packs ready to work: read, checked, and their classifiers trained.
struct IndustryLoader: Sendable {
    let folder: PackFolder
    private let settings: EngineSettings
    private let meanings: Meanings?
    private let log: Logger

    init(settings: EngineSettings, log: Logger) {
        folder = PackFolder(settings.packs ?? PackFolder.standard().path, additions: settings.knowledge)
        meanings = settings.usesMeanings ? Self.meanings(settings, log) : nil
        self.settings = settings
        self.log = log
    }

    /// The packs named by the configuration, else all there are.
    var names: [String] { settings.industries.isEmpty ? folder.industries : settings.industries }

    func load() throws -> [Industry] {
        guard !names.isEmpty else { throw PackError.unreadable("no pack in \(folder.path): name the folder in speech-intent.packs") }
        return try names.map(load)
    }

    func load(_ name: String) throws -> Industry {
        let tables = try folder.tables(), pack = try folder.load(name)
        let understanding = Understanding(
            pack: pack, tables: tables, vectors: meanings?.vectors,
            file: LearnedFile(models: settings.modelFolder.path, industry: name, embedder: meanings?.embedder.name))
        let version = Hex.encode(Digest.sha256(Body.encode(pack)).prefix(6))
        log.info("a pack is ready", metadata: ["pack": "\(name)", "version": "\(version)", "intents": "\(pack.intents.count)", "articles": "\(pack.articles.count)"])
        return Industry(
            name: PackName(name), version: version, pack: pack, understanding: understanding,
            index: ArticleIndex(pack.articles, tables: tables), embedder: meanings?.embedder)
    }

    private struct Meanings: Sendable {
        var embedder: SentenceEmbedder
        var vectors: ExampleVectors
    }

    /// Nil when the embedder or the phrases' vectors are absent: words and sounds decide alone.
    private static func meanings(_ settings: EngineSettings, _ log: Logger) -> Meanings? {
        do {
            let embedder = try SentenceEmbedder(settings.modelFolder)
            let file = VectorFile(models: settings.modelFolder.path, embedder: embedder.name)
            guard let vectors = file.read(embedder: embedder.name, dimensions: embedder.dimensions) else {
                log.warning("there are no vectors of the packs' phrases: understanding by words alone; make them with: hotline packs embed")
                return nil
            }
            return Meanings(embedder: embedder, vectors: ExampleVectors(embedder: embedder.name, dimensions: embedder.dimensions, vectors: vectors))
        } catch {
            log.warning("no sentence embeddings: understanding by words alone", metadata: ["error": "\(error)"])
            return nil
        }
    }
}
