import Foundation
import SpeechIntentCore

/// The folder that `deploy/models/prepare` fills, with `READY.json` saying how long each file is.
public struct ModelFolder: Sendable {
    public static let remedy = "run deploy/models/prepare"

    public let path: String
    private let sizes: [String: Int]

    public init(_ path: String) {
        self.path = path
        let ready = FileManager.default.contents(atPath: path + "/READY.json")
        let list = ready.flatMap { try? JSONDecoder().decode(Ready.self, from: $0) }
        sizes = list?.files.mapValues(\.bytes) ?? [:]
    }

    /// `HOTLINE_MODELS`, else `models` in the cache that the set-up uses.
    public static func standard(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> ModelFolder {
        if let models = environment["HOTLINE_MODELS"], !models.isEmpty { return ModelFolder(models) }
        if let cache = environment["HOTLINE_CACHE"], !cache.isEmpty { return ModelFolder(cache + "/models") }
        let base = environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? (environment["HOME"] ?? "") + "/.cache"
        return ModelFolder(base + "/hotline/models")
    }

    /// The full path of a file that is there and as long as it was when it was made.
    ///
    /// Checked because the engines map their files or end the process when one is cut short.
    public func file(_ name: String) throws(EngineFailure) -> String {
        let full = path + "/" + name
        let target = URL(fileURLWithPath: full).resolvingSymlinksInPath().path
        let size = (try? FileManager.default.attributesOfItem(atPath: target))?[.size] as? Int
        guard let size else { throw EngineFailure(.missing, "\(full) is missing: \(Self.remedy)") }
        if size == 0 { throw EngineFailure(.missing, "\(full) is empty: \(Self.remedy)") }
        guard let expected = sizes[name], expected != size else { return full }
        throw EngineFailure(.missing, "\(full) has \(size) bytes and should have \(expected): \(Self.remedy)")
    }

    func bytes(_ name: String) throws(EngineFailure) -> [UInt8] {
        let path = try file(name)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw EngineFailure(.missing, "\(path) cannot be read: \(Self.remedy)")
        }
        return Array(data)
    }

    func text(_ name: String) throws(EngineFailure) -> String { String(decoding: try bytes(name), as: UTF8.self) }

    private struct Ready: Decodable {
        struct File: Decodable { var bytes: Int }
        var files: [String: File]
    }
}
