import Foundation
import Logging
import ServiceLifecycle
import SpeechIntentCore
import SpeechIntentEngines
import SpeechIntentPackFiles

/// Looks at every source of knowledge every few seconds; what has changed and is right lies beside the packs, where the pack
/// watch finds it.
actor KnowledgeWatch: Service {
    private let sources: [KnowledgeSource]
    private let intake: KnowledgeIntake
    private let interval: Duration
    private let log: Logger
    private var tags: [KnowledgeSource: String] = [:]

    static let deadline = Duration.seconds(10)

    init(sources: [KnowledgeSource], intake: KnowledgeIntake, interval: Duration, log: Logger) {
        self.sources = sources
        self.intake = intake
        self.interval = interval
        self.log = log
    }

    func run() async throws {
        guard !sources.isEmpty else { return try await gracefulShutdown() }
        repeat {
            for source in sources { await look(at: source) }
        } while (try? await cancelWhenGracefulShutdown { try await Task.sleep(for: self.interval) }) != nil
    }

    private func look(at source: KnowledgeSource) async {
        do {
            switch source.kind {
            case .folder(let path): report(intake.take(try Self.joined(path), from: source, on: Self.today), of: source)
            case .document(let address), .feed(let address):
                guard case .document(let data, let tag) = try await DocumentFetch.fetch(address, tag: tags[source], deadline: Self.deadline) else { return }
                report(intake.take(data, from: source, on: Self.today), of: source)
                tags[source] = tag
            }
        } catch {
            log.warning("a source of knowledge cannot be read; its former articles go on", metadata: ["source": "\(source.address)", "error": "\(error)"])
        }
    }

    private func report(_ outcome: KnowledgeIntake.Outcome, of source: KnowledgeSource) {
        switch outcome {
        case .unchanged: break
        case .live(let count, let conflicts):
            log.notice("articles are live", metadata: ["source": "\(source.address)", "articles": "\(count)", "conflicts": "\(conflicts.joined(separator: "; "))"])
        case .awaitsReview(let count, let conflicts):
            log.notice(
                "articles await review: rename their file to .yaml", metadata: ["file": "\(source.name).review", "articles": "\(count)", "conflicts": "\(conflicts.joined(separator: "; "))"])
        case .refused(let reason):
            log.error("articles were refused; the former ones go on", metadata: ["source": "\(source.address)", "error": "\(reason)"])
        }
    }

    /// The lists of all files are one list.
    private static func joined(_ path: String) throws -> Data {
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".yaml") }.sorted()
        return names.compactMap { FileManager.default.contents(atPath: "\(path)/\($0)") }.reduce(into: Data()) { $0 += $1 + Data("\n".utf8) }
    }

    /// Local day in China.
    private static var today: CalendarDate { CalendarDate(dayNumber: Int((Date().timeIntervalSince1970 + 8 * 3600) / 86400)) }
}

extension KnowledgeWatch {
    /// Throws when sources are named that are none, or nowhere to keep their articles.
    init(_ settings: EngineSettings, packs: PackFolder, log: Logger) throws {
        let sources = try settings.knowledgeSources.map { text in
            guard let source = KnowledgeSource(text), packs.industries.contains(source.industry) else {
                throw PackError.unreadable("speech-intent.knowledge-sources: '\(text)' is none of INDUSTRY=auto:http://…, INDUSTRY=review:feed:http://…, INDUSTRY=auto:folder:/…")
            }
            return source
        }
        guard let folder = settings.knowledge ?? (sources.isEmpty ? "" : nil) else {
            throw PackError.unreadable("speech-intent.knowledge must name a folder where the articles of the sources are kept")
        }
        self.init(sources: sources, intake: KnowledgeIntake(packs: packs, folder: folder), interval: settings.knowledgeInterval, log: log)
    }
}
