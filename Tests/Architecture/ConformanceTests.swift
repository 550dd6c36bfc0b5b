import Foundation
import Testing

/// docs/sip.md claims nothing without a test: every row names one, and every test that it names exists.
struct ConformanceTests {
    private struct Row {
        let text: Substring
        let cells: [Substring]
    }

    private func rows() throws -> [Row] {
        let text = try String(contentsOf: PackageDescription.root.appendingPathComponent("docs/sip.md"), encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix("| RFC ") && !$0.hasPrefix("| RFC |") }.map { line in
            Row(text: line, cells: line.split(separator: "|").map { Substring($0.trimmingCharacters(in: .whitespaces)) })
        }
    }

    /// Functions by the suite that holds them, of all tests in which SIP is spoken.
    private func functions() throws -> [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        for folder in ["Tests/Protocols", "Tests/Fuzz", "Tests/Services/MediaGatewayTests", "Tests/Integration/Gateway", "Tests/System"] {
            let root = PackageDescription.root.appendingPathComponent(folder)
            for case let file as URL in FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil) ?? .init() where file.pathExtension == "swift" {
                var type = ""
                for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                    if let match = line.firstMatch(of: #/^(?:\s*@Suite.* )?(?:struct|extension) (\w+)/#) { type = String(match.output.1) }
                    if let match = line.firstMatch(of: #/^\s+(?:@Test.* )?func (\w+)\(/#) { found[type, default: []].insert(String(match.output.1)) }
                }
            }
        }
        return found
    }

    @Test func everyRowNamesATestThatExists() throws {
        let rows = try rows(), functions = try functions()
        #expect(rows.count > 60, "the table was not found")
        for row in rows {
            #expect(row.cells.count == 4, "four columns: \(row.text)")
            let names = (row.cells.last ?? "").matches(of: #/`(\w+)\.(\w+)`/#)
            #expect(!names.isEmpty, "no test is named: \(row.text)")
            for name in names {
                #expect(functions[String(name.output.1)]?.contains(String(name.output.2)) == true, "no such test: \(name.output.0)")
            }
        }
    }
}
