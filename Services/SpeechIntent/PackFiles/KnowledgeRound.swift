import Foundation
import SpeechIntentCore

/// One look at every source of knowledge; what a source said last about its version is kept for the next look.
public struct KnowledgeRound: Sendable {
    /// How often sources are looked at, and how often the packs' files are, unless the configuration says otherwise: an article
    /// is live after both at the latest.
    public static let interval = Duration.seconds(30), packInterval = Duration.seconds(10)

    /// What an HTTP source answers.
    public enum Fetched: Sendable {
        /// As it was under this ETag.
        case unchanged
        case document(Data, tag: String?)
    }

    public enum Result: Sendable {
        case took(KnowledgeIntake.Outcome)
        /// Its former articles go on.
        case unreadable(String)
    }

    public let sources: [KnowledgeSource]
    private let intake: KnowledgeIntake
    private var tags: [KnowledgeSource: String] = [:]

    public init(_ sources: [KnowledgeSource], intake: KnowledgeIntake) {
        self.sources = sources
        self.intake = intake
    }

    /// - Parameter fetch: asks an address for what it holds, if that has changed since it had this ETag.
    public mutating func look(on day: CalendarDate, fetch: (_ address: String, _ tag: String?) async throws -> Fetched) async -> [(source: KnowledgeSource, result: Result)] {
        var results: [(KnowledgeSource, Result)] = []
        for source in sources {
            do {
                if let outcome = try await take(source, day, fetch) { results.append((source, .took(outcome))) }
            } catch { results.append((source, .unreadable("\(error)"))) }
        }
        return results
    }

    /// Nil: as it was.
    private mutating func take(_ source: KnowledgeSource, _ day: CalendarDate, _ fetch: (String, String?) async throws -> Fetched) async throws -> KnowledgeIntake.Outcome? {
        switch source.kind {
        case .folder(let path): return intake.take(try Self.joined(path), from: source, on: day)
        case .document(let address), .feed(let address):
            guard case .document(let data, let tag) = try await fetch(address, tags[source]) else { return nil }
            let outcome = intake.take(data, from: source, on: day)
            tags[source] = tag
            return outcome
        }
    }

    /// The lists of all files are one list.
    private static func joined(_ path: String) throws -> Data {
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".yaml") }.sorted()
        return names.compactMap { FileManager.default.contents(atPath: "\(path)/\($0)") }.reduce(into: Data()) { $0 += $1 + Data("\n".utf8) }
    }
}
