import ArgumentParser
import Contracts
import Foundation
import SpeechIntentCore
import Vocabulary

/// The conversation of a call in writing, without any running service.
struct Chat: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Converses with an industry's assistant on standard input and output; needs no running service.",
        discussion: """
            Each line of input is what the caller says, or JSON: {"text":…} or {"keys":"1"}. Each line of output is JSON: said, \
            actions (all answered as done, with invented results), handOver, phase. Exit status 2: no such pack.
            """)

    @OptionGroup var packs: PackOptions
    @Option(help: "The industry whose assistant converses.") var industry: String
    @Flag(help: "The caller's number is nobody's.") var unknown = false

    func run() async throws {
        let reader = try await UtteranceReader(packs.folder, industry: industry, usesMeanings: !packs.wordsOnly)
        let pack = try packs.folder.load(industry)
        let index = ArticleIndex(pack.articles, tables: try packs.folder.tables())
        var desk = ChatDesk(pack: pack, today: try packs.day, isKnown: !unknown)
        Terminal.print(Self.json(desk.begin()))
        while !desk.isOver, let line = readLine() {
            let turn = ChatTurn(line)
            if let keys = turn.keys {
                for key in keys.split(whereSeparator: \.isWhitespace) { Terminal.print(Self.json(desk.pressed(String(key)))) }
            } else {
                Terminal.print(Self.json(desk.heard(await Self.read(turn.text ?? "", reader, index, desk.context))))
            }
        }
    }

    private static func read(_ text: String, _ reader: UtteranceReader, _ index: ArticleIndex, _ context: UnderstandingContext) async -> HeardUtterance {
        let whole = await reader.understand(text, context)
        var parts: [(text: String, understood: Understood)] = []
        let divided = SeveralRequests.parts(of: text)
        for part in divided.count > 1 ? divided.prefix(4) : [] { parts.append((part, await reader.understand(part, context))) }
        let (first, further) = SeveralRequests.combine(whole, parts)
        let intent = first.intent == Understood.outOfScope ? nil : first.intent
        let articles = index.search(text, on: context.today, intent: intent).map { RankedArticle(id: $0.article, score: $0.score, passage: $0.passage) }
        var utterance = HeardUtterance(text: text, understood: first, articles: articles)
        utterance.further = further
        return utterance
    }

    private static func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{\"error\":\"not representable\"}"
    }
}

/// One line of input.
struct ChatTurn: Decodable {
    var text: String?
    var keys: String?

    init(_ line: String) {
        if let turn = try? JSONDecoder().decode(ChatTurn.self, from: Data(line.utf8)), turn.text != nil || turn.keys != nil {
            self = turn
        } else {
            text = line
        }
    }
}
