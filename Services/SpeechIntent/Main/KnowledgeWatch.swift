import Foundation
import Logging
import ServiceLifecycle
import SpeechIntentCore
import SpeechIntentEngines
import SpeechIntentPackFiles

/// Looks at every source of knowledge every few seconds; what has changed and is right lies beside the packs, where the pack
/// watch finds it.
actor KnowledgeWatch: Service {
    private var round: KnowledgeRound
    private let interval: Duration
    private let log: Logger

    static let deadline = Duration.seconds(10)

    init(sources: [KnowledgeSource], intake: KnowledgeIntake, interval: Duration, log: Logger) {
        round = KnowledgeRound(sources, intake: intake)
        self.interval = interval
        self.log = log
    }

    func run() async throws {
        guard !round.sources.isEmpty else { return try await gracefulShutdown() }
        repeat { await look() } while (try? await cancelWhenGracefulShutdown { try await Task.sleep(for: self.interval) }) != nil
    }

    /// Only `run` looks, one look after the other.
    private func look() async {
        var round = round
        for (source, result) in await round.look(on: Self.today, fetch: Self.fetch) {
            switch result {
            case .took(let outcome): report(outcome, of: source)
            case .unreadable(let error):
                log.warning("a source of knowledge cannot be read; its former articles go on", metadata: ["source": "\(source.address)", "error": "\(error)"])
            }
        }
        self.round = round
    }

    private static func fetch(_ address: String, _ tag: String?) async throws -> KnowledgeRound.Fetched {
        guard case .document(let data, let tag) = try await DocumentFetch.fetch(address, tag: tag, deadline: deadline) else { return .unchanged }
        return .document(data, tag: tag)
    }

    private func report(_ outcome: KnowledgeIntake.Outcome, of source: KnowledgeSource) {
        switch outcome {
        case .unchanged: break
        case .live(let count, let conflicts):
            log.notice("articles are live", metadata: ["source": "\(source.address)", "articles": "\(count)", "conflicts": "\(conflicts.joined(separator: "; "))"])
        case .awaitsReview(let count, let conflicts):
            log.notice(
                "articles await review: hotline packs review", metadata: ["file": "\(source.name).review", "articles": "\(count)", "conflicts": "\(conflicts.joined(separator: "; "))"])
        case .refused(let reason):
            log.error("articles were refused; the former ones go on", metadata: ["source": "\(source.address)", "error": "\(reason)"])
        }
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
