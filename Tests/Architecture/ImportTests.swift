import Foundation
import Testing

/// SwiftPM lets transitive imports pass; these rules do not.
struct ImportTests {
    private static let package = Result { try PackageDescription.load() }
    /// What comes with the toolchain.
    private static let platform: Set<String> = ["Foundation", "FoundationNetworking", "FoundationXML", "FoundationEssentials", "Glibc", "Dispatch", "Synchronization", "Testing", "PackageDescription"]

    private func imports(of file: URL) throws -> Set<String> {
        let text = try String(contentsOf: file, encoding: .utf8)
        return Set(
            text.split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ").map(String.init)
                guard let index = words.firstIndex(of: "import"), index < words.count - 1, words[..<index].allSatisfy({ $0.hasPrefix("@") || $0 == "public" || $0 == "internal" || $0 == "private" })
                else { return nil }
                let kinds: Set<String> = ["struct", "class", "enum", "func", "protocol", "typealias", "let", "var"]
                let module = kinds.contains(words[index + 1]) ? words[min(index + 2, words.count - 1)] : words[index + 1]
                return module.split(separator: ".").first.map(String.init)
            })
    }

    @Test func everyImportIsDeclared() throws {
        for target in try Self.package.get().targets where target.type != "system" {
            for file in target.swiftFiles() {
                let undeclared = try imports(of: file).subtracting(target.modules).subtracting(Self.platform).subtracting([target.name])
                #expect(undeclared.isEmpty, "\(file.lastPathComponent) in \(target.name) imports \(undeclared.sorted()), which Package.swift does not declare for it")
            }
        }
    }

    @Test func coresDecideAlone() throws {
        let allowed: Set<String> = ["Vocabulary", "Contracts", "Protocols", "Audio", "Foundation"]
        for target in try Self.package.get().targets where target.name.hasSuffix("Core") {
            #expect(target.modules.isSubset(of: allowed), "\(target.name) depends on \(target.modules.subtracting(allowed).sorted())")
        }
    }

    @Test func servicesShareContractsAlone() throws {
        let services = ["MediaGateway", "SpeechIntent", "Routing", "AgentAssist", "Ticketing", "Analytics"]
        for target in try Self.package.get().targets where target.type != "test" {
            guard let own = services.first(where: target.name.hasPrefix) else { continue }
            let foreign = target.modules.filter { module in services.contains { $0 != own && module.hasPrefix($0) } }
            #expect(foreign.isEmpty, "\(target.name) reaches into \(foreign.sorted())")
        }
    }

    @Test func onlyTheirOwnersTouchTheNativeLibraries() throws {
        let owners = ["CZeroMQ": ["BusZeroMQ"], "CPostgres": ["StorePostgres"], "COpenSSL": ["Security", "Sockets"]]
        for target in try Self.package.get().targets where target.type != "test" {
            for (library, allowed) in owners where target.modules.contains(library) {
                #expect(allowed.contains(target.name), "\(target.name) imports \(library); only \(allowed) may")
            }
        }
    }

    @Test func busStoreAndCoresKnowNoWeb() throws {
        for target in try Self.package.get().targets where target.name.hasSuffix("Core") || ["Bus", "BusZeroMQ", "Store", "StorePostgres", "Runtime"].contains(target.name) {
            #expect(target.modules.isDisjoint(with: ["Web", "Hummingbird", "HummingbirdCore"]))
        }
    }
}
