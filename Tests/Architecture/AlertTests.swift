import Foundation
import Testing

/// An alert on a metric that nobody exports would never wake anybody.
@Suite("Alerts") struct AlertTests {
    @Test("every metric of deploy/prometheus is one that a service exports") func metricsExist() throws {
        let root = PackageDescription.root
        let alerts = try String(contentsOf: root.appendingPathComponent("deploy/prometheus/alerts.yml"), encoding: .utf8)
        let exported = try ["Services", "Shared"].flatMap { try Self.names(in: root.appendingPathComponent($0), after: "\"") }
        let wanted = Self.names(in: alerts).map { $0.hasSuffix("_bucket") ? String($0.dropLast(7)) : $0 }
        #expect(!wanted.isEmpty)
        #expect(Set(wanted).subtracting(exported).sorted() == [])
    }

    private static func names(in folder: URL, after mark: String) throws -> [String] {
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
        return try files.filter { $0.pathExtension == "swift" }.flatMap { names(in: try String(contentsOf: $0, encoding: .utf8), mark) }
    }

    private static func names(in text: String, _ mark: String = "") -> [String] {
        text.components(separatedBy: mark + "hotline_").dropFirst().map { "hotline_" + $0.prefix { $0.isLowercase || $0 == "_" } }
    }
}
