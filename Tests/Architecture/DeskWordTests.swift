import Foundation
import Testing

/// A person at the desk reads 物业, not `property`.
@Suite("Words of the desk") struct DeskWordTests {
    @Test("every industry that has a pack has a name on the desk") func industriesAreNamed() throws {
        let folder = PackageDescription.root.appendingPathComponent("deploy/packs")
        let industries = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
            FileManager.default.fileExists(atPath: folder.appendingPathComponent("\($0)/pack.yaml").path)
        }
        let words = try String(contentsOf: PackageDescription.root.appendingPathComponent("Services/AgentAssist/Web/Pages/words.js"), encoding: .utf8)
        let packs = try #require(words.components(separatedBy: "export const packs = {").last?.components(separatedBy: "}").first)
        #expect(!industries.isEmpty)
        #expect(industries.filter { !packs.contains("\($0): '") }.sorted() == [])
    }
}
