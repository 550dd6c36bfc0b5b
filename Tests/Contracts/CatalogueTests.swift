import Contracts
import Foundation
import Testing

/// Adding a contract has one obvious place each: the folder, the catalogue, the golden body. These fail when one is missing.
@Suite("Catalogue") struct CatalogueTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    @Test func everyFileInEventsIsInTheCatalogue() throws {
        let files = try names(in: "Shared/Contracts/Events", without: ".swift")
        #expect(files == Set(Catalogue.events.map { "\($0)" }))
    }

    @Test func everyEventHasAGoldenBodyAndNoBodyLacksItsEvent() throws {
        let bodies = try Set(FileManager.default.contentsOfDirectory(atPath: Self.golden.path).map { $0.replacing(".json", with: "") })
        #expect(bodies == Set(Catalogue.events.map { $0.type }))
    }

    @Test func everyRequestIsInTheCatalogue() throws {
        let folder = Self.root.appending(path: "Shared/Contracts/Requests")
        let sources = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let declared = try sources.flatMap { file in
            try String(contentsOf: file, encoding: .utf8).matches(of: /struct (\w+): Request\b/).map { String($0.1) }
        }
        #expect(Set(declared) == Set(Catalogue.requests.map { "\($0)" }))
    }

    @Test func everyNameIsServiceThingVersionAndUsedOnce() {
        let names = Catalogue.events.map { $0.type } + Catalogue.requests.map { $0.name }
        #expect(Set(names).count == names.count)
        for name in names { #expect(name.wholeMatch(of: /[a-z]+\.[a-z]+(-[a-z]+)*\.v[1-9][0-9]*/) != nil, "\(name)") }
    }

    @Test func everyRequestHasADeadlineAndCallersOtherThanNobody() {
        for request in Catalogue.requests {
            #expect(request.deadline > .zero, "\(request)")
            #expect(!request.callers.isEmpty, "\(request)")
        }
    }

    private func names(in folder: String, without suffix: String) throws -> Set<String> {
        try Set(FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: folder).path).map { $0.replacing(suffix, with: "") })
    }
}
