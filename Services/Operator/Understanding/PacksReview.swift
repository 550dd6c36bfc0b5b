import ArgumentParser
import Foundation
import SpeechIntentPackFiles

struct PacksReview: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review", abstract: "Lists the articles of other sources that await a yes, with what would change; accepts or refuses them.",
        discussion: "Who decided, when, and about which articles is kept in FOLDER/reviews.jsonl. Exit status 1: nothing of that name waits.")

    @Option(help: "The folder that speech-intent.knowledge names.") var knowledge: String
    @Option(help: "INDUSTRY/NAME to put to work.") var accept: String?
    @Option(help: "INDUSTRY/NAME to put aside.") var refuse: String?
    @Option(name: .customLong("by"), help: "Who decides; otherwise the user of this system.") var person: String?
    @Flag(help: "What was decided so far, instead of what waits.") var log = false

    func validate() throws {
        if accept != nil, refuse != nil { throw ValidationError("either --accept or --refuse") }
    }

    func run() throws {
        let review = KnowledgeReview(folder: knowledge)
        if let name = accept ?? refuse { return try decide(review, name) }
        if log { return list(review.entries()) }
        do { list(try review.pending()) } catch { throw CleanFailure("\(knowledge) cannot be read: \(error)") }
    }

    private func decide(_ review: KnowledgeReview, _ name: String) throws {
        let parts = name.split(separator: "/").map(String.init)
        guard parts.count == 2 else { throw CleanFailure("'\(name)' is not INDUSTRY/NAME as the list shows it") }
        let verdict: KnowledgeReview.Verdict = accept != nil ? .accepted : .refused
        do {
            try review.decide(verdict, parts[0], parts[1], by: person ?? NSUserName(), at: Date())
        } catch { throw CleanFailure("\(error)") }
        Terminal.print("\(name) \(verdict.rawValue)")
    }

    private func list(_ pending: [KnowledgeReview.Pending]) {
        if pending.isEmpty { Terminal.print("nothing waits") }
        for file in pending {
            Terminal.print("\(file.industry)/\(file.name)")
            for line in file.changes.flatMap(\.lines) { Terminal.print("  " + line) }
        }
    }

    private func list(_ entries: [KnowledgeReview.Entry]) {
        for entry in entries { Terminal.print("\(entry.at) \(entry.by) \(entry.verdict.rawValue) \(entry.industry)/\(entry.name): \(entry.articles.joined(separator: ", "))") }
    }
}

/// Said on standard error without a usage text; exit status 1.
private struct CleanFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
