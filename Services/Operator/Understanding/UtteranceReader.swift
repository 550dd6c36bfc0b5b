import ArgumentParser
import Foundation
import SpeechIntentCore
import SpeechIntentEngines
import SpeechIntentPackFiles

/// Understanding of one industry as the service has it: words and sounds, and the meaning of sentences when the
/// embedding engine is there; vectors of phrases that are new are computed first.
struct UtteranceReader {
    let understanding: Understanding
    private let embedder: (any Embedder)?

    private init(understanding: Understanding, embedder: (any Embedder)?) {
        self.understanding = understanding
        self.embedder = embedder
    }

    init(_ folder: PackFolder, industry: String, usesMeanings: Bool) async throws {
        guard let one = try await Self.all(folder, industries: [industry], usesMeanings: usesMeanings)[industry] else { throw ExitCode(2) }
        self = one
    }

    /// Readers of several industries, which share the models; their classifiers are trained side by side.
    static func all(_ folder: PackFolder, industries: Set<String>, usesMeanings: Bool) async throws -> [String: UtteranceReader] {
        do {
            let tables = try folder.tables()
            let loaded = try industries.sorted().map { try folder.load($0) }
            let meanings = usesMeanings ? await Self.meanings(of: loaded) : nil
            Terminal.say("\(loaded.count) packs, \(loaded.reduce(0) { $0 + $1.trainingPhrases.count }) phrases")
            let begin = ContinuousClock.now
            return await withTaskGroup(of: UtteranceReader.self) { group in
                for pack in loaded {
                    let file = LearnedFile(
                        models: ModelFolder.standard().path, industry: pack.profile.industry, embedder: meanings?.embedder.name)
                    group.addTask {
                        UtteranceReader(
                            understanding: Understanding(pack: pack, tables: tables, vectors: meanings?.vectors, file: file), embedder: meanings?.embedder)
                    }
                }
                let readers = await group.reduce(into: [:]) { $0[$1.understanding.industry] = $1 }
                Terminal.say("ready in \(ContinuousClock.now - begin)")
                return readers
            }
        } catch {
            Terminal.say("\(error)")
            throw ExitCode(2)
        }
    }

    /// Nil, with a word to the user, when there is no engine.
    private static func meanings(of packs: [Pack]) async -> (embedder: any Embedder, vectors: ExampleVectors)? {
        do {
            let known = try PhraseVectors(.standard())
            let phrases = packs.reduce(into: Set<String>()) { $0.formUnion($1.trainingPhrases) }
            return (known.embedder, try await known.complete(phrases, keepingOthers: true))
        } catch {
            Terminal.say("understanding by words alone: \(error)")
            return nil
        }
    }

    /// So many wait for the models at once.
    private static let portion = 200

    /// Many utterances, several at once, with a word to the user now and then.
    func understand(_ texts: [String], _ context: UnderstandingContext) async -> [Understood] {
        var all: [Understood] = []
        for start in stride(from: 0, to: texts.count, by: Self.portion) {
            if start > 0 { Terminal.say("\(self.understanding.industry): understood \(start) of \(texts.count)") }
            all += await self.portion(texts[start..<min(start + Self.portion, texts.count)], context)
        }
        return all
    }

    private func portion(_ texts: ArraySlice<String>, _ context: UnderstandingContext) async -> [Understood] {
        await withTaskGroup(of: (Int, Understood).self) { group in
            for (index, text) in texts.enumerated() { group.addTask { (index, await self.understand(text, context, deadline: .seconds(120))) } }
            return await group.reduce(into: [(Int, Understood)]()) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    func understand(_ text: String, _ context: UnderstandingContext, deadline: Duration = .seconds(2)) async -> Understood {
        let vector = try? await self.embedder?.embed(text, deadline: deadline)
        return self.understanding.understand(text, context: context, vector: vector)
    }
}

/// Where packs are and which day it is.
struct PackOptions: ParsableArguments {
    @Option(help: "Folder of the packs; otherwise HOTLINE_PACKS or deploy/packs near here.") var packs: String?
    @Option(help: "The day that 明天 relates to, such as 2026-11-15; otherwise today in China.") var today: String?
    @Flag(help: "Without sentence embeddings.") var wordsOnly = false

    var folder: PackFolder { self.packs.map { PackFolder($0) } ?? .standard() }

    var day: CalendarDate {
        get throws {
            guard let today = self.today else {
                // China has one time zone, UTC+8.
                return CalendarDate(dayNumber: Int((Date().timeIntervalSince1970 + 8 * 3600) / 86_400))
            }
            guard let day = CalendarDate(today) else { throw ValidationError("--today must be a day such as 2026-11-15, not \(today)") }
            return day
        }
    }
}
