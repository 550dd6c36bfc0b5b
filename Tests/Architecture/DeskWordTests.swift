import Foundation
import Testing

/// A person at the desk reads 物业, not `property`, and every word in both languages.
@Suite("Words of the desk") struct DeskWordTests {
    private static let pages = PackageDescription.root.appendingPathComponent("Services/AgentAssist/Web/Pages")

    /// Key, Chinese, English.
    private func table() throws -> [(key: String, chinese: String, english: String)] {
        let text = try String(contentsOf: Self.pages.appendingPathComponent("table.js"), encoding: .utf8)
        return text.matches(of: /(?m)^  '([^']+)': \['([^']*)', '([^']*)'\],$/).map { (String($0.1), String($0.2), String($0.3)) }
    }

    @Test("every industry that has a pack has a name on the desk") func industriesAreNamed() throws {
        let folder = PackageDescription.root.appendingPathComponent("deploy/packs")
        let industries = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
            FileManager.default.fileExists(atPath: folder.appendingPathComponent("\($0)/pack.yaml").path)
        }
        let keys = Set(try table().map(\.key))
        #expect(!industries.isEmpty)
        #expect(industries.filter { !keys.contains("pack.\($0)") }.sorted() == [])
    }

    @Test("each key is there once, with words in both languages") func everyWordHasBothLanguages() throws {
        let table = try table()
        let lines = try String(contentsOf: Self.pages.appendingPathComponent("table.js"), encoding: .utf8).split(separator: "\n").count { $0.hasPrefix("  '") }
        #expect(table.count == lines, "a line is not of the form 'key': ['Chinese', 'English'],")
        #expect(Set(table.map(\.key)).count == table.count)
        #expect(table.filter { $0.chinese.isEmpty != $0.english.isEmpty }.map(\.key) == [])
    }

    @Test("every key that a page names is in the table") func everyKeyIsInTheTable() throws {
        let keys = Set(try table().map(\.key))
        let files = try FileManager.default.contentsOfDirectory(at: Self.pages, includingPropertiesForKeys: nil)
        for file in files where ["js", "html"].contains(file.pathExtension) && file.lastPathComponent != "table.js" {
            let text = try String(contentsOf: file, encoding: .utf8)
            let named = text.matches(of: /\bt\('([a-z][^'`]*)'[,)]/).map { String($0.1) } + text.matches(of: /data-(?:word|label)="([^"]+)"/).map { String($0.1) }
            #expect(named.filter { !keys.contains($0) } == [], "\(file.lastPathComponent)")
        }
    }
}
