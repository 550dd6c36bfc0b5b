import ArgumentParser
import Foundation
import SpeechIntentCore

struct Understand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads JSON lines {\"text\":…} and writes for each what it means; needs no running service.",
        discussion: """
            Offsets count Unicode scalars. A line that is not such JSON gets {"error":…} in its place. With --phrases a line is a phrase, or an \
            intent, a tab and a phrase. Without --industry every pack reads each line and the one that is surest answers. Exit status 2: no such pack.
            """)

    @OptionGroup var packs: PackOptions
    @Argument(help: "File of lines; otherwise standard input, answered line by line.") var file: String?
    @Option(help: "The industry whose pack understands; otherwise all, and the surest answers.") var industry: String?
    @Flag(help: "Lines are phrases instead of JSON.") var phrases = false

    func run() async throws {
        let industries = self.industry.map { [$0] } ?? self.packs.folder.industries
        let lines = try self.file.map(Self.lines)
        let readers = try await UtteranceReader.all(packs.folder, industries: Set(industries), usesMeanings: !packs.wordsOnly)
        let answers = Answers(
            readers: industries.compactMap { readers[$0] }, context: UnderstandingContext(today: try packs.day), readsPhrases: self.phrases)
        if let lines { return await answers.answer(lines) }
        var number = 0
        while let line = readLine() {
            number += 1
            await answers.answer([line], from: number)
        }
    }

    private static func lines(_ file: String) throws -> [String] {
        guard let data = FileManager.default.contents(atPath: file) else { throw ValidationError("\(file) cannot be read") }
        return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }
}

/// Reads lines with one or several packs and prints an answer for each, in order.
private struct Answers {
    let readers: [UtteranceReader]
    let context: UnderstandingContext
    let readsPhrases: Bool

    /// - Parameter first: the number of the first line.
    func answer(_ lines: [String], from first: Int = 1) async {
        let texts = lines.map(self.text)
        var best = [Understood?](repeating: nil, count: lines.count)
        for reader in self.readers {
            let found = await reader.understand(texts.map { $0 ?? "" }, self.context)
            for (index, one) in found.enumerated() where one.isSurer(than: best[index]) { best[index] = one }
        }
        for (index, found) in best.enumerated() {
            guard texts[index] != nil, let found else {
                Terminal.print(JSONLine.of(["error": "line \(first + index): expected a JSON object with a string \"text\""]))
                continue
            }
            Terminal.print(JSONLine.of(UnderstoodLine(found)))
        }
    }

    private struct Question: Decodable { var text: String }

    private func text(_ line: String) -> String? {
        guard self.readsPhrases else { return (try? JSONDecoder().decode(Question.self, from: Data(line.utf8)))?.text }
        return line.split(separator: "\t").last.map(String.init) ?? ""
    }
}

extension Understood {
    /// Whether this is a surer answer than another: an intent before none, then the likelier one.
    fileprivate func isSurer(than other: Understood?) -> Bool {
        guard let other else { return true }
        let mine = self.intent == Self.outOfScope ? -self.confidence : self.confidence
        return mine > (other.intent == Self.outOfScope ? -other.confidence : other.confidence)
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
