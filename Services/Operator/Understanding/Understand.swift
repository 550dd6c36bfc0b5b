import ArgumentParser
import Foundation
import SpeechIntentCore

struct Understand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads JSON lines {\"text\":…} and writes for each what it means; needs no running service.",
        discussion: "Offsets count Unicode scalars. A line that is not such JSON gets {\"error\":…} in its place. Exit status 2: no such pack.")

    @OptionGroup var packs: PackOptions
    @Option(help: "The industry whose pack understands.") var industry: String

    func run() async throws {
        let reader = try await UtteranceReader(packs.folder, industry: industry, usesMeanings: !packs.wordsOnly)
        let context = UnderstandingContext(today: try packs.day)
        var number = 0
        while let line = readLine() {
            number += 1
            Terminal.print(await Self.answer(line, number: number, reader, context))
        }
    }

    private struct Question: Decodable { var text: String }

    private static func answer(_ line: String, number: Int, _ reader: UtteranceReader, _ context: UnderstandingContext) async -> String {
        guard let question = try? JSONDecoder().decode(Question.self, from: Data(line.utf8)) else {
            return self.json(Failure(error: "line \(number): expected a JSON object with a string \"text\""))
        }
        return self.json(UnderstoodLine(await reader.understand(question.text, context)))
    }

    private struct Failure: Encodable { var error: String }

    private static func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{\"error\":\"not representable\"}"
    }
}

/// The outside form of what an utterance meant.
struct UnderstoodLine: Encodable {
    var industry: String
    var intent: String
    var confidence: Double
    var inScope: Double
    var entities: [Entity]
    var anger: Int
    var complexity: Double

    private enum CodingKeys: String, CodingKey {
        case industry, intent, confidence, inScope = "in_scope", entities, anger, complexity
    }

    init(_ understood: Understood) {
        func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
        self.industry = understood.industry
        self.intent = understood.intent
        self.confidence = rounded(understood.confidence)
        self.inScope = rounded(understood.inScope)
        self.entities = understood.entities
        self.anger = understood.anger
        self.complexity = rounded(understood.complexity)
    }
}
