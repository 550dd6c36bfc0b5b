import Foundation
import SpeechIntentCore

/// Articles of other sources on their way into a pack: checked, then kept beside it, live or waiting for a yes.
///
/// `<folder>/<industry>/<name>.yaml` is live: it is read with the pack. `<name>.review` waits for `KnowledgeReview`; a text
/// that was refused is not offered again.
public struct KnowledgeIntake: Sendable {
    public enum Outcome: Equatable, Sendable {
        case unchanged
        /// Put to work with so many articles; conflicts with others are named.
        case live(articles: Int, conflicts: [String])
        case awaitsReview(articles: Int, conflicts: [String])
        /// The former articles go on.
        case refused(String)
    }

    public let packs: PackFolder
    public let folder: String

    public init(packs: PackFolder, folder: String) {
        self.packs = packs
        self.folder = folder
    }

    /// Takes what a source holds now.
    public func take(_ data: Data, from source: KnowledgeSource, on day: CalendarDate) -> Outcome {
        guard let text = Self.articles(in: data, of: source) else { return .refused("\(source.address) holds no articles") }
        let live = path(source, "yaml"), waiting = path(source, "review")
        guard text != read(source.isReviewed ? waiting : live), text != read(live), !source.isReviewed || text != read(path(source, "refused")) else { return .unchanged }
        do {
            let former = try packs.read(source.industry, adding: folder, without: "\(source.name).yaml")
            var reader = former
            try packs.readArticles(text, named: live, into: &reader)
            if let problem = reader.problems.dropFirst(former.problems.count).first(where: \.isError) { return .refused("\(problem)") }
            try FileManager.default.createDirectory(atPath: "\(folder)/\(source.industry)", withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(fileURLWithPath: source.isReviewed ? waiting : live), options: .atomic)
            let count = reader.pack.articles.count - former.pack.articles.count
            let conflicts = ArticleConflict.all(among: reader.pack.articles, on: day).map { "\($0.first)/\($0.second): \($0.question)" }
            return source.isReviewed ? .awaitsReview(articles: count, conflicts: conflicts) : .live(articles: count, conflicts: conflicts)
        } catch { return .refused("\(error)") }
    }

    private func path(_ source: KnowledgeSource, _ ending: String) -> String { "\(folder)/\(source.industry)/\(source.name).\(ending)" }
    private func read(_ path: String) -> String? { FileManager.default.contents(atPath: path).flatMap { String(data: $0, encoding: .utf8) } }

    /// Articles as YAML; a feed's entries become JSON, which YAML contains.
    private static func articles(in data: Data, of source: KnowledgeSource) -> String? {
        guard case .feed = source.kind else { return String(data: data, encoding: .utf8).flatMap { $0.isEmpty ? nil : $0 } }
        guard let entries = FeedEntry.read(data) else { return nil }
        let articles = entries.map { Entry(id: "feed-" + FNV1a.hex($0.id.isEmpty ? $0.title : $0.id), title: $0.title, body: $0.text, version: $0.version, source: source.address) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return (try? encoder.encode(articles)).map { String(decoding: $0, as: UTF8.self) }
    }

    private struct Entry: Encodable {
        var id: String
        var title: String
        var body: String
        var version: Int
        var source: String
    }
}
