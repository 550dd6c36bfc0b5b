import Foundation
import SpeechIntentCore

/// Articles that wait for somebody's yes, and the record of who said yes or no to what, and when.
public struct KnowledgeReview: Sendable {
    /// A file of articles that waits, and what accepting it would change.
    public struct Pending: Equatable, Sendable {
        public var industry: String
        /// Of its file, without the ending.
        public var name: String
        public var changes: [ArticleChange]
    }

    public enum Verdict: String, Codable, Sendable {
        case accepted, refused
    }

    /// One line of `reviews.jsonl`.
    public struct Entry: Codable, Equatable, Sendable {
        public var industry: String
        public var name: String
        public var verdict: Verdict
        /// Who decided.
        public var by: String
        /// ISO 8601, UTC.
        public var at: String
        /// `id@version` of what the file held.
        public var articles: [String]
    }

    private let folder: String

    /// - Parameter folder: `speech-intent.knowledge`.
    public init(folder: String) { self.folder = folder }

    /// Everything that waits, by industry and name.
    public func pending() throws -> [Pending] {
        let files = FileManager.default
        return try files.contentsOfDirectory(atPath: folder).sorted().flatMap { industry in
            let names = ((try? files.contentsOfDirectory(atPath: "\(folder)/\(industry)")) ?? []).filter { $0.hasSuffix(".review") }.sorted()
            return try names.map { try pending(industry, String($0.dropLast(".review".count))) }
        }
    }

    private func pending(_ industry: String, _ name: String) throws -> Pending {
        let present = FileManager.default.fileExists(atPath: path(industry, name, "yaml")) ? try articles(industry, name, "yaml") : []
        return Pending(industry: industry, name: name, changes: ArticleChange.between(present, try articles(industry, name, "review")))
    }

    /// Puts a file to work, or aside, and writes down who did.
    ///
    /// Accepted it ends in `.yaml`, which the pack watch finds; refused in `.refused`: the source is not asked about the same again.
    /// - Throws: when nothing of that name waits, or the record cannot be written; then nothing has changed.
    public func decide(_ verdict: Verdict, _ industry: String, _ name: String, by person: String, at time: Date) throws {
        guard FileManager.default.fileExists(atPath: path(industry, name, "review")) else {
            throw PackError.unreadable("nothing named \(name) waits in \(folder)/\(industry): list what does with `hotline packs review`")
        }
        let held = (try? articles(industry, name, "review")) ?? []
        let entry = Entry(
            industry: industry, name: name, verdict: verdict, by: person, at: ISO8601DateFormatter().string(from: time), articles: held.map { "\($0.id)@\($0.version)" })
        try write(entry)
        let target = path(industry, name, verdict == .accepted ? "yaml" : "refused")
        _ = try? FileManager.default.removeItem(atPath: target)
        try FileManager.default.moveItem(atPath: path(industry, name, "review"), toPath: target)
    }

    /// What was decided, oldest first.
    public func entries() -> [Entry] {
        let text = FileManager.default.contents(atPath: record).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.split(separator: "\n").compactMap { try? JSONDecoder().decode(Entry.self, from: Data($0.utf8)) }
    }

    private var record: String { folder + "/reviews.jsonl" }
    private func path(_ industry: String, _ name: String, _ ending: String) -> String { "\(folder)/\(industry)/\(name).\(ending)" }

    private func write(_ entry: Entry) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let former = FileManager.default.contents(atPath: record) ?? Data()
        try (former + encoder.encode(entry) + Data("\n".utf8)).write(to: URL(fileURLWithPath: record), options: .atomic)
    }

    private func articles(_ industry: String, _ name: String, _ ending: String) throws -> [Article] {
        let file = path(industry, name, ending)
        guard let data = FileManager.default.contents(atPath: file) else { throw PackError.unreadable("\(file) cannot be read") }
        var reader = PackReader(profile: PackNode(.map([]), at: PackPlace(file: file, line: 1)))
        reader.readArticles(try YAMLTree.parse(String(decoding: data, as: UTF8.self), file: file))
        return reader.pack.articles
    }
}
