import Foundation

/// Package.swift as SwiftPM reads it.
struct PackageDescription: Decodable {
    struct Target: Decodable {
        var name: String
        var type: String
        var path: String?
        var sources: [String]?
        var exclude: [String]
        var dependencies: [Dependency]

        /// Modules that the target declares.
        var modules: Set<String> { Set(dependencies.compactMap(\.name)) }
    }

    /// `{"byName": [name, …]}`, `{"target": [name, …]}` or `{"product": [name, package, …]}`
    struct Dependency: Decodable {
        var name: String?
        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: Key.self)
            for key in Key.allCases where values.contains(key) {
                var list = try values.nestedUnkeyedContainer(forKey: key)
                name = try list.decode(String.self)
            }
        }
        private enum Key: String, CodingKey, CaseIterable { case byName, target, product }
    }

    var targets: [Target]

    /// The folder that holds Package.swift.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func load() throws -> PackageDescription {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("hotline-describe-\(ProcessInfo.processInfo.processIdentifier)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = Process(), output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["swift", "package", "--scratch-path", scratch.path, "dump-package"]
        process.currentDirectoryURL = root
        process.environment = ProcessInfo.processInfo.environment.filter { $0.key != "HOTLINE_ONLY" }
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode(PackageDescription.self, from: data)
    }
}

extension PackageDescription.Target {
    /// The target's Swift files, as the manifest's path, sources and exclusions name them.
    func swiftFiles() -> [URL] {
        guard let path else { return [] }
        let folder = PackageDescription.root.appendingPathComponent(path)
        let roots = sources?.map { folder.appendingPathComponent($0) } ?? [folder]
        let excluded = exclude.map { folder.appendingPathComponent($0).path }
        return roots.flatMap { root in
            (FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? [])
                .filter { file in file.pathExtension == "swift" && !excluded.contains { file.path.hasPrefix($0) } }
        }
    }
}
