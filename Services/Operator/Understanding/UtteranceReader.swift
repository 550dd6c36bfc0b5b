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

    init(_ folder: PackFolder, industry: String, usesMeanings: Bool) async throws {
        do {
            let pack = try folder.load(industry)
            let tables = try folder.tables()
            let meanings = usesMeanings ? await Self.meanings(of: pack) : nil
            self.embedder = meanings?.embedder
            self.understanding = Understanding(pack: pack, tables: tables, vectors: meanings?.vectors)
        } catch {
            Terminal.say("\(error)")
            throw ExitCode(2)
        }
    }

    /// Nil, with a word to the user, when there is no engine.
    private static func meanings(of pack: Pack) async -> (embedder: any Embedder, vectors: ExampleVectors)? {
        do {
            let known = try PhraseVectors(.standard())
            return (known.embedder, try await known.complete(pack.trainingPhrases, keepingOthers: true))
        } catch {
            Terminal.say("understanding by words alone: \(error)")
            return nil
        }
    }

    func understand(_ text: String, _ context: UnderstandingContext) async -> Understood {
        let vector = try? await self.embedder?.embed(text, deadline: .seconds(2))
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
