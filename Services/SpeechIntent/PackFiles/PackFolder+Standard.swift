import Foundation

extension PackFolder {
    /// `HOTLINE_PACKS`, else `deploy/packs` in the working folder, above it, or above the executable.
    public static func standard(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> PackFolder {
        if let packs = environment["HOTLINE_PACKS"], !packs.isEmpty { return PackFolder(packs) }
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        let starts = [FileManager.default.currentDirectoryPath, URL(fileURLWithPath: executable).deletingLastPathComponent().path]
        let candidates = starts.flatMap(self.above).map { $0 + "/deploy/packs" }
        return PackFolder(candidates.first { FileManager.default.fileExists(atPath: $0 + "/common") } ?? "deploy/packs")
    }

    /// The folder and those above it, nearest first.
    private static func above(_ folder: String) -> [String] {
        let parts = folder.split(separator: "/")
        return parts.indices.reversed().map { "/" + parts[...$0].joined(separator: "/") }
    }
}
