import Foundation

/// The 49 messages of RFC 4475 appendix A, from `HOTLINE_TORTURE` or the folder `shared/torture` beside the checkout.
enum TortureCorpus {
    static let folder: String? = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let candidates: [String?] = [
            ProcessInfo.processInfo.environment["HOTLINE_TORTURE"],
            root.deletingLastPathComponent().appendingPathComponent("shared/torture").path,
        ]
        return candidates.compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0 + "/INDEX.tsv") }
    }()

    static let absence = "the RFC 4475 corpus is not here: set HOTLINE_TORTURE to a folder that holds its .dat files and INDEX.tsv"

    static func message(_ name: String) throws -> [UInt8] {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name + ".dat")))
    }

    static func names() throws -> [String] {
        guard let folder else { return [] }
        let index = try String(contentsOfFile: folder + "/INDEX.tsv", encoding: .utf8)
        return index.split(separator: "\n").dropFirst().compactMap { $0.split(separator: "\t").first }.map { String($0.dropLast(4)) }
    }
}
