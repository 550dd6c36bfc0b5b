import Foundation
import SpeechIntentCore
import SpeechIntentPackFiles

/// The packs of this checkout, trained once for all tests.
enum Packs {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    static let fixtures = root + "/Tests/Fixtures/understanding"
    static let folder = PackFolder(root + "/deploy/packs")

    struct Loaded: Sendable {
        var pack: Pack
        var tables: CharacterTables
        var understanding: Understanding
    }

    static let industries = ["appliance", "automobile", "ecommerce", "finance", "government", "heating", "property", "retail"]
    private static let all: [String: Loaded] = industries.reduce(into: [:]) { $0[$1] = try? load($1) }
    static var heating: Loaded? { self.all["heating"] }

    static func named(_ industry: String) -> Loaded? { self.all[industry] }

    private static func load(_ industry: String) throws -> Loaded {
        let pack = try folder.load(industry)
        let tables = try folder.tables()
        return Loaded(pack: pack, tables: tables, understanding: Understanding(pack: pack, tables: tables))
    }

    /// A Sunday in the heating season.
    static let today = CalendarDate(dayNumber: 20_779)
    static let context = UnderstandingContext(today: today)

    static func heldOut(_ industry: String) throws -> [Evaluation.Case] {
        try String(contentsOfFile: root + "/Tests/Fixtures/understanding/\(industry).tsv", encoding: .utf8)
            .split(separator: "\n").compactMap { line in
                let columns = line.split(separator: "\t")
                return columns.count == 2 ? Evaluation.Case(text: String(columns[1]), intent: String(columns[0])) : nil
            }
    }
}
