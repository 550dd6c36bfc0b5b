import Contracts
import Foundation
import Testing

/// Words that the glossary reserves, and what the catalogue promises.
struct NamingTests {
    private func swiftFiles(in folder: String) -> [URL] {
        let root = PackageDescription.root.appendingPathComponent(folder)
        return (FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
    }

    @Test func noTypeIsAManagerHelperOrUtility() throws {
        let words = try Regex(#"\b(struct|class|enum|actor|protocol)\s+\w*(Manager|Helper|Utils|Util)\b"#)
        for file in swiftFiles(in: "Services") + swiftFiles(in: "Shared") {
            #expect(try String(contentsOf: file, encoding: .utf8).firstMatch(of: words) == nil, "\(file.lastPathComponent)")
        }
    }

    @Test func typeNamesAreServiceFactAndVersion() throws {
        let shape = try Regex(#"^(media|speech|routing|assist|ticketing)\.[a-z]+(-[a-z]+)*\.v[0-9]+$"#)
        for type in Catalogue.events.map({ $0.type }) + Catalogue.requests.map({ $0.name }) { #expect(type.wholeMatch(of: shape) != nil, "\(type)") }
    }
}
