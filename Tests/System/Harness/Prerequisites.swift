import Foundation

/// What the tests of the whole suite stand on; deploy/test provides it.
enum Prerequisites {
    /// The top of the source tree.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    struct Missing: Error, CustomStringConvertible {
        var what: String
        var description: String { "\(what): run these tests with deploy/test" }
    }

    /// The folder of the seven executables.
    static func binaries() throws -> URL {
        let folder = URL(fileURLWithPath: try variable("HOTLINE_BINARIES", "the folder of the built executables"))
        for name in ["hotline", "media-gateway", "speech-intent", "routing", "agent-assist", "ticketing", "analytics"] {
            guard FileManager.default.isExecutableFile(atPath: folder.appendingPathComponent(name).path) else { throw Missing(what: "\(folder.path) has no executable \(name)") }
        }
        return folder
    }

    /// A superuser's connection to a cluster that may be used up.
    static func database() throws -> String { try variable("HOTLINE_TEST_DATABASE", "a superuser's PostgreSQL connection") }

    static func models() throws -> String {
        let folder = try variable("HOTLINE_MODELS", "the prepared models")
        guard FileManager.default.fileExists(atPath: folder + "/READY.json") else { throw Missing(what: "\(folder) has no READY.json") }
        return folder
    }

    /// A program of another project, such as SIPp.
    static func program(_ name: String, package: String) throws -> URL {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        guard let folder = folders.first(where: { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }) else {
            throw Missing(what: "\(name) of the Debian package \(package) is not installed")
        }
        return URL(fileURLWithPath: "\(folder)/\(name)")
    }

    private static func variable(_ name: String, _ meaning: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else { throw Missing(what: "\(name) does not name \(meaning)") }
        return value
    }
}
